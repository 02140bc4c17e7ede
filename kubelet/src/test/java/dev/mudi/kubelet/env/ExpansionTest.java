package dev.mudi.kubelet.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

    private static final Map<String, String> VARIABLES = Map.of("A", "1", "B", "two", "EMPTY", "", "A(B", "odd");

    @ParameterizedTest
    @CsvSource({
        "$(A), 1",
        "x$(A)$(B)y, x1twoy",
        "$$(A), $(A)",
        "$$$(A), $1",
        "$$$$(A), $$(A)",
        "$(NONE), $(NONE)",
        "$(A, $(A",
        "$, $",
        "a$, a$",
        "$A, $A",
        "$(EMPTY)x, x",
        "$(), $()",
        "$(A)(B), 1(B)",
        "$(A(B), odd",
        "$$, $",
        "foo$$(A)bar, foo$(A)bar",
        "\\$(A), \\1",
    })
    void referencesExpandAsUpstreams(String input, String expected) {
        assertThat(Expansion.expand(input, VARIABLES)).isEqualTo(expected);
    }
}
