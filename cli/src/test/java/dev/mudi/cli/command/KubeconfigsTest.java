package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigsTest {
    @TempDir
    private Path folder;

    private Path admin;

    @BeforeEach
    void writeAdmin() throws Exception {
        admin = folder.resolve("admin");
        Files.writeString(admin, config("kubernetes", "https://127.0.0.1:6443"));
    }

    private static String config(String name, String server) {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: NAME, cluster: {server: "SERVER"}}]
                users: [{name: NAME, user: {token: abc}}]
                contexts: [{name: NAME, context: {cluster: NAME, user: NAME}}]
                current-context: NAME
                """.replace("NAME", name).replace("SERVER", server);
    }

    private static Config read(Path file) throws Exception {
        return Serialization.unmarshal(Files.readString(file), Config.class);
    }

    @Test
    void makesAFileThatIsMissing() throws Exception {
        var target = folder.resolve("home/.kube/config");
        assertThat(Kubeconfigs.merge(admin, "mudi", target)).isTrue();
        assertThat(read(target).getCurrentContext()).isEqualTo("mudi");
        assertThat(read(target).getClusters().getFirst().getCluster().getServer())
                .isEqualTo("https://127.0.0.1:6443");
        assertThat(Files.getPosixFilePermissions(target)).hasSize(2);
    }

    @Test
    void leavesOtherContextsAloneAndChangesNothingTheSecondTime() throws Exception {
        var target = folder.resolve("config");
        Files.writeString(target, config("work", "https://work:6443"));
        assertThat(Kubeconfigs.merge(admin, "mudi", target)).isTrue();
        assertThat(Kubeconfigs.merge(admin, "mudi", target)).isFalse();
        assertThat(read(target).getContexts()).extracting(NamedContext::getName).containsExactly("work", "mudi");
        assertThat(read(target).getCurrentContext()).isEqualTo("work");
        Kubeconfigs.forget("mudi", target);
        assertThat(read(target).getContexts()).extracting(NamedContext::getName).containsExactly("work");
    }

    @Test
    void refusesAFileThatIsNoKubeconfigAndNamesIt() throws Exception {
        var broken = folder.resolve("broken");
        Files.writeString(broken, "clusters: [{name: ]\n\t- x");
        assertThatThrownBy(() -> Kubeconfigs.requireReadable(broken))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(broken.toString());
        Kubeconfigs.requireReadable(folder.resolve("missing"));
        Kubeconfigs.requireReadable(admin);
    }
}
