package dev.mudi.kubelet.node;

import dev.mudi.client.Refusals;
import dev.mudi.client.Timestamps;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The node's sign of life: its Lease in {@code kube-node-lease} (KEP-589). Used by one thread. */
final class NodeLease {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
    private static final String NAMESPACE = "kube-node-lease";

    private final KubernetesClient client;
    private final String name;
    private final int durationSeconds;
    private final InstantSource clock;
    private Optional<Lease> last = Optional.empty();

    NodeLease(KubernetesClient client, String name, int durationSeconds, InstantSource clock) {
        this.client = client;
        this.name = name;
        this.durationSeconds = durationSeconds;
        this.clock = clock;
    }

    /** Renews the lease, or makes it. A failure is told, and the next renewal starts from what the API has. */
    void renew(Optional<Node> owner) {
        try {
            last = Optional.of(last.isPresent() ? update(last.get()) : take(owner));
        } catch (KubernetesClientException e) {
            last = Optional.empty();
            LOG.atWarn().addKeyValue("node", name).log("The node's lease can't be renewed: {}", Refusals.message(e));
        }
    }

    private Lease update(Lease lease) {
        var renewed = new LeaseBuilder(lease)
                .editSpec()
                .withRenewTime(Timestamps.zoned(clock.instant()))
                .endSpec()
                .build();
        return client.leases().inNamespace(NAMESPACE).resource(renewed).update();
    }

    private Lease take(Optional<Node> owner) {
        var present = client.leases().inNamespace(NAMESPACE).withName(name).get();
        if (present != null) {
            return update(present);
        }
        var lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(name)
                .withLeaseDurationSeconds(durationSeconds)
                .withRenewTime(Timestamps.zoned(clock.instant()))
                .endSpec();
        owner.ifPresent(node -> lease.editMetadata()
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(name)
                .withUid(node.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata());
        return client.leases().inNamespace(NAMESPACE).resource(lease.build()).create();
    }
}
