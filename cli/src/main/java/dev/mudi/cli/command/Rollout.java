package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.client.KubernetesClients;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Applies manifests, waits until they are rolled out, and finds an address that answers. */
final class Rollout implements AutoCloseable {
    /** How long a service may take to answer once its pods are ready; what speaks no HTTP says so at once. */
    private static final Duration ANSWER_WAIT = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final PrintWriter out;

    Rollout(Path kubeconfig, PrintWriter out) {
        client = KubernetesClients.kubeconfig(kubeconfig, "mudi");
        this.out = out;
    }

    void apply(List<Manifests.Item> items, Duration timeout) throws UserException, InterruptedException {
        var applied = new ArrayList<HasMetadata>();
        for (var item : items) {
            applied.add(apply(item.object(), item.file()));
        }
        for (var object : applied) {
            await(object, timeout);
        }
        for (var object : applied) {
            if (object instanceof Service service) {
                printAddress(service);
            }
        }
    }

    /** Server-side apply: what the manifest no longer names goes, what others own and it does not name stays. */
    private HasMetadata apply(HasMetadata item, Path manifest) throws UserException {
        var operation = item.getMetadata().getNamespace() == null
                ? client.resource(item).inNamespace("default")
                : client.resource(item);
        try {
            var before = operation.get();
            var after = operation.fieldManager("mudi").forceConflicts().serverSideApply();
            out.println(item.getKind().toLowerCase(Locale.ROOT) + "/"
                    + item.getMetadata().getName() + outcome(before, after));
            out.flush();
            return after;
        } catch (KubernetesClientException e) {
            throw new UserException(manifest + ": " + oneLine(e), e);
        }
    }

    private static String outcome(@Nullable HasMetadata before, HasMetadata after) {
        if (before == null) {
            return " created";
        }
        var same = before.getMetadata()
                .getResourceVersion()
                .equals(after.getMetadata().getResourceVersion());
        return same ? " unchanged" : " configured";
    }

    private static String oneLine(Exception e) {
        if (e instanceof KubernetesClientException refused && refused.getStatus() != null) {
            return refused.getStatus().getMessage();
        }
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("no reason given");
    }

    private void await(HasMetadata object, Duration timeout) throws UserException {
        try {
            client.resource(object).waitUntilCondition(Rollout::isRolledOut, timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KubernetesClientTimeoutException e) {
            throw new UserException(
                    object.getKind() + " " + object.getMetadata().getName() + " was not rolled out after "
                            + timeout.toSeconds() + " s: see 'kubectl describe pods' for why",
                    e);
        }
    }

    private static boolean isRolledOut(HasMetadata object) {
        return switch (object) {
            case Deployment deployment -> {
                var status = deployment.getStatus();
                int wanted = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
                yield status != null
                        && seen(status.getObservedGeneration(), object)
                        && same(status.getUpdatedReplicas(), wanted)
                        && same(status.getReplicas(), wanted)
                        && same(status.getAvailableReplicas(), wanted);
            }
            case StatefulSet set -> {
                int wanted = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
                yield set.getStatus() != null
                        && seen(set.getStatus().getObservedGeneration(), object)
                        && same(set.getStatus().getReadyReplicas(), wanted);
            }
            case DaemonSet set ->
                set.getStatus() != null
                        && seen(set.getStatus().getObservedGeneration(), object)
                        && same(
                                set.getStatus().getNumberAvailable(),
                                Objects.requireNonNullElse(set.getStatus().getDesiredNumberScheduled(), 0));
            default -> true;
        };
    }

    private static boolean seen(Long generation, HasMetadata object) {
        return generation != null && generation >= object.getMetadata().getGeneration();
    }

    private static boolean same(Integer count, int wanted) {
        return Objects.requireNonNullElse(count, 0) == wanted;
    }

    /** Prints the address of a service of type NodePort or LoadBalancer, once it answers. */
    private void printAddress(Service service) throws InterruptedException {
        var port = service.getSpec().getPorts().stream()
                .filter(candidate -> candidate.getNodePort() != null && candidate.getNodePort() > 0)
                .findFirst();
        var node = nodeAddress();
        if (port.isEmpty() || node.isEmpty()) {
            return;
        }
        var url = "http://" + node.get() + ":" + port.get().getNodePort() + "/";
        out.println(
                "TCP".equals(port.get().getProtocol()) && answers(url, ANSWER_WAIT)
                        ? service.getMetadata().getName() + ": " + url
                        : service.getMetadata().getName() + ": " + url + " (does not answer HTTP)");
        out.flush();
    }

    private Optional<String> nodeAddress() {
        return client.nodes().list().getItems().stream()
                .flatMap(node -> node.getStatus().getAddresses().stream())
                .filter(address -> address.getType().equals("InternalIP"))
                .map(NodeAddress::getAddress)
                .findFirst();
    }

    /** The rules of a service are written a moment after its pods are ready: a refusal is not the last word. */
    static boolean answers(String url, Duration patience) throws InterruptedException {
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build()) {
            var request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            long begin = System.nanoTime();
            do {
                try {
                    return http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            > 0;
                } catch (java.net.http.HttpTimeoutException | java.net.ConnectException e) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            } while (System.nanoTime() - begin < patience.toNanos());
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
