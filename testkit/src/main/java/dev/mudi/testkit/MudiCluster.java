package dev.mudi.testkit;

import dev.mudi.client.KubernetesClients;
import dev.mudi.cluster.Cluster;
import dev.mudi.cluster.ClusterOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension: {@code @ExtendWith(MudiCluster.class)}. One cluster of one simulated node for each test class; parameters of type
 * {@link KubernetesClient} get an administrator's client, those of type {@link Path} the administrator's kubeconfig.
 */
public final class MudiCluster implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(MudiCluster.class);

    /** What a test class has. */
    private record Running(Path folder, Cluster cluster, Path kubeconfig, KubernetesClient client)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            cluster.close();
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == KubernetesClient.class || type == Path.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var running = running(context);
        return parameter.getParameter().getType() == Path.class ? running.kubeconfig() : running.client();
    }

    private static Running running(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(context.getRequiredTestClass(), type -> start(), Running.class);
    }

    private static Running start() {
        try {
            var folder = Files.createTempDirectory("mudi-testkit");
            var options = new ClusterOptions(folder, folder.resolve("log"), 0, new ClusterOptions.Nodes.Hollow(1));
            var cluster = Cluster.start(options, step -> {}, () -> {});
            var kubeconfig = options.adminKubeconfig();
            return new Running(folder, cluster, kubeconfig, KubernetesClients.kubeconfig(kubeconfig, "mudi-testkit"));
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster for this test could not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the cluster for this test started", e);
        }
    }
}
