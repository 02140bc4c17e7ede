package dev.mudi.apiserver.stages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutStageTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0s", "3m", "1h2m3.5s", "-1s", "+.5ms"})
    void aLengthOfTimeIsTaken(String text) {
        assertThat(TimeoutStage.complaint(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "invalid; invalid duration \"invalid\"",
                "5; missing unit in duration \"5\"",
                "5x; unknown unit \"x\" in duration \"5x\"",
                "1m-2s; unknown unit \"m-\" in duration \"1m-2s\"",
                "-; invalid duration \"-\""
            })
    void whatIsNoneIsRefusedInTheWordsOfGo(String text, String complaint) {
        assertThat(TimeoutStage.complaint(text)).hasValue(complaint);
    }
}
