package dev.mudi.api.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldErrors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueValidationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"type":"array","maxItems":1}  | [1,2]    | Too many: 2: must have at most 1 item
        {"type":"array","maxItems":2}  | [1,2,3]  | Too many: 3: must have at most 2 items
        {"type":"string","maxLength":1}| "ab"     | Too long: may not be more than 1 byte
        {"type":"string","maxLength":2}| "abc"    | Too long: may not be more than 2 bytes
        {"type":"string","format":"byte"}| ""     | Invalid value: "": a in body must be of type byte: ""
        """)
    void saysWhatUpstreamSays(String schema, String value, String message) {
        var errors = new FieldErrors();
        new ValueValidation(errors)
                .validate(
                        Json.object("{\"a\":" + value + "}"),
                        Json.object("{\"type\":\"object\",\"properties\":{\"a\":" + schema + "}}"));

        assertThat(errors.list()).hasSize(1);
        assertThat(errors.list().getFirst().body()).isEqualTo(message);
    }
}
