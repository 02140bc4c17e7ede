package dev.mudi.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
    @TempDir
    Path directory;

    @Test
    void aKubeconfigWithATokenAloneIsEnough() throws IOException {
        var kubeconfig = Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: here
                  cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true}
                users:
                - name: someone
                  user: {token: abc}
                contexts:
                - name: this
                  context: {cluster: here, user: someone}
                current-context: this
                """);

        try (var target = Target.of(kubeconfig, List.of())) {
            assertThat(target.token()).contains("abc");
        }
    }
}
