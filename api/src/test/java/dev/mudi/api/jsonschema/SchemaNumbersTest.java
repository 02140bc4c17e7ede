package dev.mudi.api.jsonschema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "1,,''",
        "1.0,,''",
        "1e3,int32,''",
        "9223372036854775807,int64,''",
        "9223372036854775808,,integer (default format)",
        "-9223372036854775809,,integer (default format)",
        "1e20,int64,integer with format int64",
        "2147483648,int32,integer with format int32",
        "1e10,int32,integer with format int32",
        "1.5,,integer (default format)"
    })
    void saysForWhichIntegerANumberIsTooLarge(String number, String format, String type) throws MalformedException {
        var value = Json.parse(number.getBytes(StandardCharsets.UTF_8));

        assertThat(SchemaNumbers.outOfRange(value, "integer", format == null ? "" : format)
                        .orElse(""))
                .isEqualTo(type);
    }

    @Test
    void wholeNumbersAreNoIntegersWhereTheyAreNoLongerExact() {
        assertThat(SchemaNumbers.isWhole(9007199254740991d)).isTrue();
        assertThat(SchemaNumbers.isWhole(9007199254740992d)).isFalse();
        assertThat(SchemaNumbers.isWhole(-1e20)).isFalse();
        assertThat(SchemaNumbers.isWhole(1.5)).isFalse();
    }
}
