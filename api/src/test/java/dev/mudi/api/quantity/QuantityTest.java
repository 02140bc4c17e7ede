package dev.mudi.api.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.Value;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0m, 0",
        "0.0, 0",
        "100m, 100m",
        "0.1, 100m",
        "0.5, 500m",
        "1.5, 1500m",
        "1500m, 1500m",
        "2000m, 2",
        "1000, 1k",
        "1024, 1024",
        "1000000, 1M",
        "1024Ki, 1Mi",
        "1.5Gi, 1536Mi",
        "0.5Gi, 512Mi",
        "1Gi, 1Gi",
        "1025Ki, 1025Ki",
        "1000Ki, 1000Ki",
        "0.5Ki, 512",
        "12e6, 12e6",
        "1e3, 1e3",
        "1E3, 1E3",
        "12e5, 1200e3",
        "100e-3, 100e-3",
        "-1.5, -1500m",
        "0.0000000001, 1n",
        "1.0000000001, 1000000001n",
        "9223372036854775807Ki, 9223372036854775807",
        "0.1Ki, 102400m",
        "5Ei, 5Ei",
        "1n, 1n",
        "1000n, 1u"
    })
    void writesTheCanonicalText(String text, String canonical) {
        assertThat(Quantity.of(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1 Gi", "1..2", "x", "1e", "1Gi ", "--1", "1Q", "1ee3", "1e99999999999"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text))
                .isInstanceOf(MalformedException.class)
                .message()
                .containsAnyOf("quantities must match the regular expression", "unable to parse quantity's suffix");
    }

    @Test
    void comparesAndAddsExactlyAcrossNotations() {
        assertThat(Quantity.of("1000m")).isEqualTo(Quantity.of("1")).hasSameHashCodeAs(Quantity.of("1"));
        assertThat(Quantity.of("1Ki")).isGreaterThan(Quantity.of("1k"));
        assertThat(Quantity.of("1Gi").plus(Quantity.of("512Mi"))).hasToString("1536Mi");
        assertThat(Quantity.of("1").minus(Quantity.of("1500m"))).hasToString("-500m");
        assertThat(Quantity.ZERO.plus(Quantity.of("1Gi"))).hasToString("1Gi");
        assertThat(Quantity.of("250m").times(3)).hasToString("750m");
    }

    @Test
    void roundsAwayFromZeroToWholeNumbersAndThousandths() {
        assertThat(Quantity.of("100m").value()).isEqualTo(1);
        assertThat(Quantity.of("-100m").value()).isEqualTo(-1);
        assertThat(Quantity.of("1u").milliValue()).isEqualTo(1);
        assertThat(Quantity.of("1500m").milliValue()).isEqualTo(1500);
        assertThat(Quantity.of("16Gi").value()).isEqualTo(16L << 30);
        assertThat(Quantity.of("1e9000").value()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatNoPowerOfTwoDividesIsWrittenWithoutOneAndReadAsPowersOfTen() {
        assertThat(Quantity.of("187.5Ki")).hasToString("192000");
        assertThat(Quantity.of("192000")).hasToString("192k");
    }

    @Property
    void canonicalTextStandsForTheSameAmountAndIsItsOwnCanonicalText(
            @ForAll long number, @ForAll @IntRange(max = 9) int digits, @ForAll @IntRange(max = 9) int suffix)
            throws MalformedException {
        var suffixes = new String[] {"", "m", "k", "M", "G", "Ki", "Mi", "u", "e3", "n"};
        var text = java.math.BigDecimal.valueOf(number % 1_000_000_000_000L, digits)
                        .toPlainString()
                + suffixes[suffix];
        var parsed = Quantity.parse(text);
        var again = Quantity.parse(parsed.toString());
        assertThat(again).isEqualTo(parsed);
        boolean bare = suffixes[suffix].endsWith("i") && !parsed.toString().endsWith("i");
        assertThat(bare ? Quantity.parse(again.toString()) : again)
                .hasToString(bare ? again.toString() : parsed.toString());
    }

    @ParameterizedTest
    @CsvSource({"25%, 10, true, 3", "25%, 10, false, 2", "0%, 10, true, 0", "100%, 7, false, 7"})
    void scalesPercentages(String text, int total, boolean roundUp, int count) throws MalformedException {
        assertThat(IntOrPercent.scaled(Value.of(text), total, roundUp)).isEqualTo(count);
        assertThat(IntOrPercent.isPercent(Value.of(text))).isTrue();
    }

    @Test
    void takesCountsAsTheyAreAndRefusesOtherTexts() throws MalformedException {
        assertThat(IntOrPercent.scaled(Value.of(3), 100, true)).isEqualTo(3);
        assertThatThrownBy(() -> IntOrPercent.scaled(Value.of("3"), 100, true)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> IntOrPercent.scaled(Value.of("a%"), 100, true)).isInstanceOf(MalformedException.class);
    }
}
