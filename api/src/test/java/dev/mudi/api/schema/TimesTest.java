package dev.mudi.api.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.StringValue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @Test
    void readsEveryMomentInWholeSecondsAsTheLibraryDoesAndKeepsItsText() throws Exception {
        var dice = new SplittableRandom(1);
        long first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            var text = Times.text(Instant.ofEpochSecond(dice.nextLong(first, last)));

            assertThat(Times.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
            assertThat(Times.seconds(new StringValue(text))).isEqualTo(new StringValue(text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2028-02-29T12:00:00Z, 2028-02-29T12:00:00Z",
        "2026-01-31T12:00:00.5Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z",
    })
    void writesMomentsInWholeSecondsOfUtc(String text, String canonical) throws Exception {
        assertThat(Times.seconds(new StringValue(text))).isEqualTo(new StringValue(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-02-29T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-00-01T12:00:00Z",
                "2026-01-00T12:00:00Z",
                "2026-01-01T24:00:01Z",
                "2026-01-01T12:60:00Z",
                "2026-01-01 12:00:00Z",
                "2026-01-01T12:00:0xZ",
            })
    void refusesWhatIsNoMoment(String text) {
        assertThatThrownBy(() -> Times.seconds(new StringValue(text))).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(MalformedException.class);
    }
}
