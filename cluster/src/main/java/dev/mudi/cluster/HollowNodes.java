package dev.mudi.cluster;

import dev.mudi.kubelet.Kubelet;
import dev.mudi.kubelet.KubeletOptions;
import dev.mudi.kubelet.hollow.HollowAddresses;
import dev.mudi.kubelet.hollow.HollowImages;
import dev.mudi.kubelet.hollow.HollowRuntime;
import dev.mudi.kubelet.hollow.HollowStreaming;
import java.io.IOException;

/** Simulated nodes: real kubelets over a runtime that only pretends. Pods become Running, no containers are started. */
final class HollowNodes implements AutoCloseable {
    private final ClosingStack started = new ClosingStack();

    private HollowNodes() {}

    /** Starts so many. */
    static HollowNodes start(NodeEnvironment environment, int count) throws IOException {
        var nodes = new HollowNodes();
        try {
            var addresses = new HollowAddresses(environment.state().podCidr());
            for (int i = 1; i <= count; i++) {
                nodes.started.add(
                        startOne(environment, prefix(environment.options().store()) + i, addresses));
            }
            return nodes;
        } catch (IOException | RuntimeException e) {
            nodes.close();
            throw e;
        }
    }

    /** Servers of one cluster must not have nodes of the same name. */
    private static String prefix(ClusterOptions.Store store) {
        return store instanceof ClusterOptions.Store.Replicated member ? member.name() + "-hollow-" : "hollow-";
    }

    private static Kubelet startOne(NodeEnvironment environment, String name, HollowAddresses addresses)
            throws IOException {
        var folder = environment.options().dataDir().resolve("hollow");
        var options = KubeletOptions.hollow(
                name, environment.nodeIp(), new KubeletOptions.Directories(folder, folder.resolve("logs")));
        var runtime = new HollowRuntime(addresses, environment.nodeIp(), environment.clock());
        return Kubelet.start(
                options,
                environment.kubeletClient(name),
                new Kubelet.Cri(runtime, new HollowImages(), new HollowStreaming()),
                environment.clock());
    }

    @Override
    public void close() {
        started.close();
    }
}
