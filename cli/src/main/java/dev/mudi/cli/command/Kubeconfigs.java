package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cluster.ClusterState;
import io.fabric8.kubernetes.api.model.Config;
import io.fabric8.kubernetes.api.model.NamedAuthInfoBuilder;
import io.fabric8.kubernetes.api.model.NamedClusterBuilder;
import io.fabric8.kubernetes.api.model.NamedContextBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The user's kubeconfig: Mudi's context goes in and out, everything else stays as it is. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    /** {@code ~/.kube/config}. */
    static Path defaultFile() {
        return home().resolve(".kube/config");
    }

    /** The user's home directory, as shells see it. */
    static Path home() {
        var home = System.getenv("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home);
    }

    /** {@code mudi}, or for another cluster {@code mudi-NAME}. */
    static String contextName(ClusterState state) {
        return state.name().isEmpty() ? "mudi" : "mudi-" + state.name();
    }

    /** Refuses a file that is there and is no kubeconfig, so that nothing is started whose context could not be written. */
    static void requireReadable(Path target) throws UserException, IOException {
        if (!Files.exists(target)) {
            return;
        }
        try {
            read(target);
        } catch (IllegalArgumentException | KubernetesClientException | YamlEngineException e) {
            throw new UserException(
                    target + " is no readable kubeconfig: mend it, or name another with --kubeconfig", e);
        }
    }

    /** Puts the administrator's cluster, user and context into a file, and makes it current if no context was. True if the file changed. */
    static boolean merge(Path admin, String name, Path target) throws IOException {
        var own = read(admin);
        var all = Files.exists(target) ? read(target) : empty();
        var before = Serialization.asYaml(all);
        remove(all, name);
        all.getClusters()
                .add(new NamedClusterBuilder(own.getClusters().getFirst())
                        .withName(name)
                        .build());
        all.getUsers()
                .add(new NamedAuthInfoBuilder(own.getUsers().getFirst())
                        .withName(name)
                        .build());
        all.getContexts()
                .add(new NamedContextBuilder(own.getContexts().getFirst())
                        .withName(name)
                        .editContext()
                        .withCluster(name)
                        .withUser(name)
                        .endContext()
                        .build());
        if (Objects.requireNonNullElse(all.getCurrentContext(), "").isEmpty()) {
            all.setCurrentContext(name);
        }
        return write(all, before, target);
    }

    /** Takes the context out of a file. */
    static void forget(String name, Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        var all = read(target);
        var before = Serialization.asYaml(all);
        remove(all, name);
        if (name.equals(all.getCurrentContext())) {
            all.setCurrentContext("");
        }
        write(all, before, target);
    }

    private static void remove(Config config, String name) {
        config.getClusters().removeIf(cluster -> cluster.getName().equals(name));
        config.getUsers().removeIf(user -> user.getName().equals(name));
        config.getContexts().removeIf(context -> context.getName().equals(name));
    }

    private static Config empty() {
        var config = new Config();
        config.setApiVersion("v1");
        config.setKind("Config");
        return config;
    }

    private static Config read(Path file) throws IOException {
        var text = Files.readString(file);
        return text.isBlank() ? empty() : Serialization.unmarshal(text, Config.class);
    }

    private static boolean write(Config config, String before, Path target) throws IOException {
        var text = Serialization.asYaml(config);
        if (text.equals(before)) {
            return false;
        }
        Files.createDirectories(target.toAbsolutePath().getParent());
        var real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        var temporary = Files.createTempFile(
                real.getParent(),
                ".config",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text);
        Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }
}
