package dev.mudi.api.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternsTest {
    @Test
    void areFoundAnywhereInATextUnlessTheySayWhere() {
        assertThat(Patterns.matches("abc", "b")).isTrue();
        assertThat(Patterns.matches("abc", "^b")).isFalse();
        assertThat(Patterns.matches("a\u00e9", "^\\p{L}+$")).isTrue();
    }

    @Test
    void takeTimeLinearInTheText() {
        assertThat(Patterns.matches("a".repeat(100_000) + "!", "^(a+)+$")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*, error parsing regexp: missing argument to repetition operator: `*`",
        "[z-a], error parsing regexp: invalid character class range: `z-a`",
        "(, error parsing regexp: missing closing ): `(`"
    })
    void thatAreNoneAreExplainedInTheWordsOfGo(String pattern, String why) {
        assertThat(Patterns.complaint(pattern)).contains(why);
        assertThat(Patterns.complaint("^[a-z]{1,3}$")).isEmpty();
    }
}
