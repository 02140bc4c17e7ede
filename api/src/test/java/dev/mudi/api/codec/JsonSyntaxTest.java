package dev.mudi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a text is said as Go says it: the expected sentences were printed by encoding/json. */
class JsonSyntaxTest {
    private static String complaint(String text) {
        return JsonSyntax.complaint(text.getBytes(StandardCharsets.UTF_8)).orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":[1,-0.5e+3,true,false,null,\"x\\n\\u00e9\"],\"b\":{}}", "[]", " 1E5 ", "-0", "\"\u00e9\""
            })
    void nothingIsWrongWithJson(String text) {
        assertThat(complaint(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[", "[1", "[1,", "[{", "\"abc"})
    void theEndComesTooEarly(String text) {
        assertThat(complaint(text)).isEqualTo("unexpected end of JSON input");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kind: Pod      |'k' looking for beginning of value",
                "+1             |'+' looking for beginning of value",
                "[1,]           |']' looking for beginning of value",
                "\u00e9         |'\u00c3' looking for beginning of value",
                "{\"a\":'x'}    |'\\'' looking for beginning of value",
                "{a:1}          |'a' looking for beginning of object key string",
                "{\"a\":1,}     |'}' looking for beginning of object key string",
                "{\"a\" 1}      |'1' after object key",
                "{\"a\":1 \"b\"}|'\"' after object key:value pair",
                "[1 2]          |'2' after array element",
                "{} x           |'x' after top-level value",
                "01             |'1' after top-level value",
                "\"a\u0001\"    |'\\x01' in string literal",
                "\"\\q\"        |'q' in string escape code",
                "\"\\           |' ' in string escape code",
                "\"\\u12g4\"    |'g' in \\u hexadecimal character escape",
                "-              |' ' in numeric literal",
                "-x             |'x' in numeric literal",
                "1.             |' ' after decimal point in numeric literal",
                "1e+            |' ' in exponent of numeric literal",
                "tru            |' ' in literal true (expecting 'e')",
                "falSe          |'S' in literal false (expecting 's')",
                "nul]           |']' in literal null (expecting 'l')"
            })
    void aCharacterIsWrongWhereItStands(String text, String complaint) {
        assertThat(complaint(text)).isEqualTo("invalid character " + complaint);
    }

    @Test
    void nestingHasAnEnd() {
        assertThat(complaint("[".repeat(10_001))).isEqualTo("invalid character '[' exceeded max depth");
        assertThat(complaint("[".repeat(10_000) + "]".repeat(10_000))).isEmpty();
    }

    @Test
    void bytesThatAreNoTextCountAsTheCharacterForSuch() throws MalformedException {
        assertThat(Json.parseObject(new byte[] {'{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}'}))
                .isEqualTo(Json.object("{\"a\":\"\ufffd\"}"));
    }
}
