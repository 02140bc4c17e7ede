package dev.mudi.cluster;

import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.client.Identity;
import dev.mudi.cluster.control.ControlServer;
import dev.mudi.cluster.image.HelloImage;
import dev.mudi.dns.ClusterDns;
import dev.mudi.dns.server.HostResolver;
import dev.mudi.kubelet.Kubelet;
import dev.mudi.kubelet.KubeletOptions;
import dev.mudi.kubelet.config.KubeletConfiguration;
import dev.mudi.network.PodNetwork;
import dev.mudi.network.PodNetworkOptions;
import dev.mudi.proxy.Proxy;
import dev.mudi.proxy.ProxyOptions;
import dev.mudi.proxy.nft.TableLayout;
import dev.mudi.runtime.ContainerRuntime;
import dev.mudi.runtime.RuntimeOptions;
import dev.mudi.runtime.cgroup.Cgroups;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** This machine as a node: pod network, container runtime, kubelet, service proxy and DNS. Closing leaves containers and rules. */
final class RealNode implements AutoCloseable {
    /** A file in the data directory that says that this cluster ever ran containers here. */
    private static final String MARK = "node";

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private final NodeEnvironment environment;
    private final ClosingStack started = new ClosingStack();
    private final ContainerRuntime runtime;

    private RealNode(NodeEnvironment environment) throws IOException, InterruptedException {
        this.environment = environment;
        var options = environment.options();
        Files.writeString(options.dataDir().resolve(MARK), environment.nodeIp());
        PodNetwork.apply(network(options, environment.state()));
        this.runtime = started.add(ContainerRuntime.open(runtime(options, environment.state())));
    }

    /** Starts the components; the informers are started by the caller. */
    static RealNode start(NodeEnvironment environment) throws IOException, InterruptedException {
        var node = new RealNode(environment);
        try {
            node.run();
            return node;
        } catch (IOException | RuntimeException e) {
            node.close();
            throw e;
        }
    }

    private void run() throws IOException {
        var state = environment.state();
        var nodeName = NodeAddress.hostName();
        started.add(Proxy.start(proxy(state, nodeName), environment.informers()));
        var dns = started.add(ClusterDns.start(
                environment.informers(),
                NodeEnvironment.DOMAIN,
                new InetSocketAddress(InetAddress.ofLiteral(environment.nodeIp()), 0),
                HostResolver.of(RESOLV_CONF)));
        SystemObjects.publishDns(
                environment.clients().of(Identity.of("system:mudi", UserInfo.MASTERS), "mudi"),
                state.dnsServiceIp(),
                environment.nodeIp(),
                dns.address());
        started.add(Kubelet.start(kubelet(nodeName), environment.kubeletClient(nodeName), runtime, runtime, runtime));
    }

    private KubeletOptions kubelet(String nodeName) throws IOException {
        var options = environment.options();
        var state = environment.state();
        var pki = options.dataDir().resolve("pki");
        environment
                .pki()
                .certificate(
                        "kubelet",
                        CertificateRequest.server(
                                nodeName, List.of(nodeName), List.of(environment.nodeIp(), "127.0.0.1")));
        return new KubeletOptions(
                nodeName,
                List.of(environment.nodeIp()),
                Map.of(),
                KubeletConfiguration.of(Map.of(
                        "port", state.kubeletPort(),
                        "clusterDNS", List.of(state.dnsServiceIp()),
                        "clusterDomain", NodeEnvironment.DOMAIN,
                        "cgroupRoot", state.cgroupRoot(),
                        "resolvConf", RESOLV_CONF.toString())),
                kubeletDirectories(options),
                Optional.of(new KubeletOptions.ServingCertificate(
                        pki.resolve("kubelet.crt"),
                        pki.resolve("kubelet.key"),
                        environment.pki().authorityFile())),
                false);
    }

    private static KubeletOptions.Directories kubeletDirectories(ClusterOptions options) {
        return new KubeletOptions.Directories(
                options.dataDir().resolve("kubelet"), options.logDir().resolve("pods"));
    }

    private static PodNetworkOptions network(ClusterOptions options, ClusterState state) {
        return new PodNetworkOptions(
                state.bridge(),
                state.nodePodCidr(),
                state.podCidr(),
                options.dataDir().resolve("cni/net.d"),
                options.dataDir().resolve("cni/networks"),
                0);
    }

    private static RuntimeOptions runtime(ClusterOptions options, ClusterState state) {
        return RuntimeOptions.in(
                        options.dataDir().resolve("runtime"),
                        NodeEnvironment.runDir(state),
                        options.dataDir().resolve("cni/net.d"))
                .withCgroupParent(state.name().isEmpty() ? "/mudi" : state.cgroupRoot())
                .withBuiltInImages(new HelloImage());
    }

    private static ProxyOptions proxy(ClusterState state, String nodeName) {
        return new ProxyOptions(
                nodeName, state.proxyTable(), new TableLayout(state.proxiedCidr(), state.podCidr(), List.of()));
    }

    /** What the command may ask of a node. */
    Map<String, ControlServer.Verb> verbs() {
        return new ImageVerbs(runtime).verbs();
    }

    /** Removes what the node made outside the data directory, and ends its containers; nothing happens if there never was one. */
    static void purge(ClusterOptions options, ClusterState state) throws IOException, InterruptedException {
        if (!Files.exists(options.dataDir().resolve(MARK))) {
            return;
        }
        ContainerRuntime.purge(runtime(options, state));
        Kubelet.purge(kubeletDirectories(options), state.cgroupRoot());
        Cgroups.ofThisHost().remove(state.podsCgroup());
        Proxy.purge(proxy(state, ""));
        PodNetwork.purge(network(options, state));
        Trees.delete(NodeEnvironment.runDir(state));
    }

    @Override
    public void close() {
        started.close();
    }
}
