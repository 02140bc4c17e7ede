package dev.mudi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.DecimalValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values in messages look as Go writes them. */
class GoTextTest {
    @Test
    void textsInJsonAreSafeInHtml() {
        assertThat(GoText.json(Json.object("{\"a<b\": [\"&\\u2028\\u0001\", 1, null, {}, []], \"b\": true}")))
                .isEqualTo("{\"a\\u003cb\":[\"\\u0026\\u2028\\u0001\",1,null,{},[]],\"b\":true}");
    }

    @Test
    void whatCannotBeSeenIsEscapedInQuotes() {
        assertThat(GoText.quoted("a<\u00e9\"\\\n\u0007\u0001\u200b\ud83d\ude00\udb40\udc01"))
                .isEqualTo("\"a<\u00e9\\\"\\\\\\n\\a\\x01\\u200b\ud83d\ude00\\U000e0001\"");
    }

    @Test
    void eachLevelIsOneSpaceFurtherIn() {
        assertThat(GoText.indented(Json.object("{\"a\": [1, {}], \"b\": {\"c\": []}}")))
                .isEqualTo("{\n \"a\": [\n  1,\n  {}\n ],\n \"b\": {\n  \"c\": []\n }\n}");
    }

    @ParameterizedTest
    @CsvSource({
        "1.5,1.5",
        "1e6,1000000",
        "1e20,100000000000000000000",
        "1e21,1e+21",
        "1e-7,1e-7",
        "-2.5e-10,-2.5e-10",
        "0.000001,0.000001"
    })
    void numbersInJsonHaveAnExponentOnlyIfTheyAreVerySmallOrLarge(double number, String shown) {
        assertThat(GoText.json(new DecimalValue(number))).isEqualTo(shown);
    }
}
