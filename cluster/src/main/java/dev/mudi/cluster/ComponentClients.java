package dev.mudi.cluster;

import dev.mudi.client.Identity;
import dev.mudi.client.InMemoryTransport;
import dev.mudi.client.KubernetesClients;
import dev.mudi.controllers.spi.ControllerContext;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One client for each component that runs in this process, each with its own identity, as each would have its own kubeconfig. */
final class ComponentClients implements AutoCloseable {
    private static final String ACCOUNTS = "system:serviceaccounts";
    private static final String CONTROLLERS_NAMESPACE = "kube-system";

    private final InMemoryTransport transport;
    private final Map<Identity, KubernetesClient> clients = new ConcurrentHashMap<>();

    ComponentClients(InMemoryTransport transport) {
        this.transport = transport;
    }

    /** The client of a user with groups. */
    KubernetesClient of(Identity identity, String component) {
        return clients.computeIfAbsent(
                identity, who -> KubernetesClients.inMemory(transport, who, component + "/" + Version.KUBERNETES));
    }

    /**
     * The client of a controller, which speaks as its service account in kube-system, as upstream's controllers do; the few that
     * upstream runs with the controller manager's own credentials ask for that.
     */
    KubernetesClient ofController(String account) {
        if (account.equals(ControllerContext.MANAGER)) {
            return of(Identity.of("system:kube-controller-manager"), account);
        }
        return of(
                Identity.of(
                        "system:serviceaccount:" + CONTROLLERS_NAMESPACE + ":" + account,
                        ACCOUNTS,
                        ACCOUNTS + ":" + CONTROLLERS_NAMESPACE),
                "kube-controller-manager");
    }

    @Override
    public void close() {
        clients.values().forEach(KubernetesClient::close);
    }
}
