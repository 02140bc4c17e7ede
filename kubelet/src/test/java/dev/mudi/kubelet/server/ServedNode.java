package dev.mudi.kubelet.server;

import dev.mudi.kubelet.TestCertificates;
import dev.mudi.kubelet.hollow.HollowAddresses;
import dev.mudi.kubelet.hollow.HollowRuntime;
import dev.mudi.kubelet.pod.CriLabels;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.runtime.cri.ContainerMetadata;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import dev.mudi.runtime.cri.PodSandboxState;
import dev.mudi.runtime.cri.PodSandboxStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server over one pod, {@code default/web} with the container {@code main}, that may be used with a certificate or a token. */
final class ServedNode implements AutoCloseable, ServedPods, RequestAuth, NodeReports {

    final TestCertificates certificates;
    final EchoRuntime echo = new EchoRuntime();
    final Path log;
    final List<String> asked = new CopyOnWriteArrayList<>();
    final KubeletServer server;
    volatile boolean running = true;

    private final Pod pod = new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("web")
            .withUid("uid-1")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .endContainer()
            .endSpec()
            .build();

    ServedNode(Path directory) throws IOException {
        certificates = new TestCertificates(directory.resolve("pki"));
        log = directory.resolve("0.log");
        var serving = certificates.serving();
        server = KubeletServer.start(
                new ServerOptions(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        serving.certificate(),
                        serving.privateKey(),
                        Optional.of(serving.clientCa())),
                new KubeletServer.Parts(
                        this,
                        this,
                        this,
                        new HollowRuntime(new HollowAddresses("10.1.0.0/24"), "127.0.0.1", InstantSource.system()),
                        echo),
                InstantSource.system());
    }

    String address() {
        return "localhost:" + server.port();
    }

    @Override
    public List<Pod> pods() {
        return List.of(pod);
    }

    @Override
    public Optional<Pod> pod(String namespace, String name) {
        return namespace.equals("default") && name.equals("web") ? Optional.of(pod) : Optional.empty();
    }

    @Override
    public RuntimePod runtime(String uid) {
        var state = running ? ContainerState.CONTAINER_RUNNING : ContainerState.CONTAINER_EXITED;
        return new RuntimePod(
                uid,
                List.of(PodSandboxStatus.newBuilder()
                        .setId("sandbox-1")
                        .setState(PodSandboxState.SANDBOX_READY)
                        .build()),
                List.of(ContainerStatus.newBuilder()
                        .setId("container-1")
                        .setMetadata(ContainerMetadata.newBuilder().setName("main"))
                        .putLabels(CriLabels.CONTAINER_NAME, "main")
                        .setState(state)
                        .setLogPath(log.toString())
                        .build()));
    }

    @Override
    public Optional<UserInfo> authenticate(Optional<X509Certificate> certificate, String bearer) throws IOException {
        if (certificate.isPresent()) {
            return Optional.of(DelegatedAuth.user(certificate.get()));
        }
        return bearer.equals("good") ? Optional.of(new UserInfo("reader", "", List.of())) : Optional.empty();
    }

    @Override
    public boolean mayUse(UserInfo user, String verb, String subresource) {
        asked.add(user.name() + " " + user.groups() + " " + verb + " " + subresource);
        return !user.name().equals("reader") || subresource.equals("metrics");
    }

    @Override
    public String health() {
        return "";
    }

    @Override
    public String configuration() {
        return "{}";
    }

    @Override
    public String statsSummary() {
        return "{}";
    }

    @Override
    public String resourceMetrics() {
        return "";
    }

    @Override
    public String metrics() {
        return "up 1\n";
    }

    @Override
    public void close() {
        server.close();
    }
}
