package dev.mudi.cluster;

import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.client.EventBroadcaster;
import dev.mudi.client.Identity;
import dev.mudi.client.Informers;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What the components of a node share with the rest of the cluster. */
record NodeEnvironment(
        ClusterOptions options,
        ClusterState state,
        ClusterPki pki,
        ComponentClients clients,
        Informers informers,
        EventBroadcaster events,
        String nodeIp,
        Clock clock,
        RandomGenerator random) {
    /** The domain of the cluster's names. */
    static final String DOMAIN = "cluster.local";

    private static final String NODES_GROUP = "system:nodes";

    /** The client of a kubelet. */
    KubernetesClient kubeletClient(String nodeName) {
        return clients.of(Identity.of("system:node:" + nodeName, NODES_GROUP), "kubelet");
    }

    /** Where things are that need not survive a reboot. */
    static Path runDir(ClusterState state) {
        return Path.of("/run", state.name().isEmpty() ? "mudi" : "mudi-" + state.name());
    }
}
