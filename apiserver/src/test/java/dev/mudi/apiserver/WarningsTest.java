package dev.mudi.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WarningsTest {
    private final Warnings warnings = new Warnings();

    @Test
    void eachIsToldOnceAndInOrder() {
        warnings.add("b");
        warnings.add("a \"quoted\" \\");
        warnings.add("b");

        assertThat(warnings.headerValues()).containsExactly("299 - \"b\"", "299 - \"a \\\"quoted\\\" \\\\\"");
    }

    @Test
    void headersCarryTheBytesOfUtf8() {
        warnings.add("unknown field \"日本\"");

        var bytes = warnings.headerValues().getFirst().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("299 - \"unknown field \\\"日本\\\"\"");
    }

    @Test
    void whatNoHeaderCanHaveIsPassedOver() {
        warnings.add("two\nlines");

        assertThat(warnings.headerValues()).isEmpty();
    }

    @Test
    void allAreCutWhenTheyAreTooMuchTogether() {
        for (int i = 0; i < 40; i++) {
            warnings.add("x".repeat(1_000) + i);
        }

        assertThat(warnings.texts()).allMatch(text -> text.length() == 256).hasSize(16);
    }
}
