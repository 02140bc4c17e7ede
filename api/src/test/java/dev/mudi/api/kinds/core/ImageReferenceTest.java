package dev.mudi.api.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "a, latest",
        "a:1, 1",
        "example.com/a, latest",
        "example.com:5000/a/b:v1.2, v1.2",
        "localhost/a, latest",
        "[fd00::1]:5000/a, latest",
        "../a, ''",
        "-a.com/b, ''",
        "A, ''",
        "a@sha256:0123, ''"
    })
    void anImageIsTheLatestUnlessItSaysOtherwiseOrIsNone(String image, String tag) {
        assertThat(ImageReference.tag(image)).isEqualTo(tag);
    }

    @Test
    void thePathMayHave255CharactersWithWhatIsImpliedOfIt() {
        assertThat(ImageReference.tag("a".repeat(247))).isEqualTo("latest");
        assertThat(ImageReference.tag("a".repeat(248))).isEmpty();
        assertThat(ImageReference.tag("a.b/" + "a".repeat(255))).isEqualTo("latest");
        assertThat(ImageReference.tag("a.b/" + "a".repeat(256))).isEmpty();
    }
}
