package dev.mudi.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.runtime.cri.CriException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    private static final String HEX = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io/library/busybox:latest",
        "busybox:1.36, docker.io/library/busybox:1.36",
        "bitnami/redis, docker.io/bitnami/redis:latest",
        "index.docker.io/library/nginx, docker.io/library/nginx:latest",
        "registry.k8s.io/pause:3.10, registry.k8s.io/pause:3.10",
        "localhost/app, localhost/app:latest",
        "localhost:5000/app:2, localhost:5000/app:2",
        "10.0.0.1:5000/a/b/c, 10.0.0.1:5000/a/b/c:latest",
        "[::1]:5000/app:2, [::1]:5000/app:2",
        "mudi.local/hello:1, mudi.local/hello:1",
        "UPPER/app, UPPER/app:latest",
        "busybox@sha256:" + HEX + ", docker.io/library/busybox@sha256:" + HEX,
        "a.b/c:1@sha256:" + HEX + ", a.b/c:1@sha256:" + HEX
    })
    void fillsInWhatUsersLeaveOut(String written, String full) {
        assertThat(ImageReference.parse(written)).hasToString(full);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Busybox",
                "a//b",
                "-a",
                "a:",
                "a:b c",
                "a@sha256:12",
                "a@md5:" + HEX,
                "a/b/",
                "http://a/b",
                "a..b/../c",
                "$(x)"
            })
    void refusesWhatIsNoName(String written) {
        assertThatThrownBy(() -> ImageReference.parse(written))
                .isInstanceOfSatisfying(
                        CriException.class, e -> assertThat(e.code()).isEqualTo(CriException.Code.INVALID_ARGUMENT))
                .hasMessageContaining("invalid reference format");
    }
}
