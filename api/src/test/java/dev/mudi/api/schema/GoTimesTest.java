package dev.mudi.api.schema;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.StringValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no moment and no length of time is refused as Go refuses it: the expected sentences were printed by its package time. */
class GoTimesTest {
    private static final String SECONDS = "as \"2006-01-02T15:04:05Z07:00\"";
    private static final String MICROSECONDS = "as \"2006-01-02T15:04:05.000000Z07:00\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x                        | cannot parse \"x\" as \"2006\"",
                "``                       | cannot parse \"\" as \"2006\"",
                "2026                     | cannot parse \"\" as \"-\"",
                "2026-1-01T00:00:00Z      | cannot parse \"1-01T00:00:00Z\" as \"01\"",
                "2026-01-01               | cannot parse \"\" as \"T\"",
                "2026-01-01 00:00:00Z     | cannot parse \" 00:00:00Z\" as \"T\"",
                "2026-01-01T00:00:00      | cannot parse \"\" as \"Z07:00\"",
                "2026-01-01T00:00:00.Z    | cannot parse \".Z\" as \"Z07:00\"",
                "2026-01-01T00:00:00+0100 | cannot parse \"+0100\" as \"Z07:00\""
            })
    void whatIsNoMomentIsRefusedFromWhereItIsNone(String text, String complaint) {
        assertThatThrownBy(() -> Times.seconds(new StringValue(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("parsing time \"" + text + "\" " + SECONDS + ": " + complaint);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-13-01T00:00:00Z      | month out of range",
                "2026-02-30T00:00:00Z      | day out of range",
                "2026-01-01T24:00:00Z      | hour out of range",
                "2026-01-01T00:60:00Z      | minute out of range",
                "2026-01-01T00:00:61Z      | second out of range",
                "2026-01-01T00:00:00+25:00 | time zone offset hour out of range",
                "2026-01-01T00:00:00+01:61 | time zone offset minute out of range",
                "2026-01-01T00:00:00.5Zx   | extra text: \"x\""
            })
    void whatIsOutOfRangeIsNamed(String text, String complaint) {
        assertThatThrownBy(() -> Times.seconds(new StringValue(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("parsing time \"" + text + "\": " + complaint);
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01T00:00:00Z,Z", "2026-01-01T00:00:00.00000Z,.00000Z"})
    void aMomentInMicrosecondsHasSixDigits(String text, String rest) {
        assertThatThrownBy(() -> Times.microseconds(new StringValue(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("parsing time \"" + text + "\" " + MICROSECONDS + ": cannot parse \"" + rest
                        + "\" as \".000000\"");
    }

    @ParameterizedTest
    @CsvSource({
        "x,invalid duration \"x\"",
        "h,invalid duration \"h\"",
        "-,invalid duration \"-\"",
        "1,missing unit in duration \"1\"",
        "1h2,missing unit in duration \"1h2\"",
        "1y,unknown unit \"y\" in duration \"1y\"",
        "1e3s,unknown unit \"e\" in duration \"1e3s\""
    })
    void aLengthOfTimeHasUnits(String text, String complaint) {
        assertThatThrownBy(() -> Times.duration(new StringValue(text)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("time: " + complaint);
    }
}
