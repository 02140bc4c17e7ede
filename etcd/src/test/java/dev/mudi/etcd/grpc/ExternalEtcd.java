package dev.mudi.etcd.grpc;

import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** etcd itself, a process for each member (Debian's package etcd-server), with an empty store. */
public final class ExternalEtcd implements AutoCloseable {
    private final Path directory;
    private final Optional<TestCertificate> certificate;
    private final List<String> flags;
    private final List<Member> members = new ArrayList<>();
    private final EtcdClient client;

    private ExternalEtcd(Path directory, int count, Optional<TestCertificate> certificate, String... flags)
            throws IOException {
        this.flags = List.of(flags);
        this.directory = directory;
        this.certificate = certificate;
        for (int i = 0; i < count; i++) {
            members.add(new Member("etcd" + i, FreePorts.next(), FreePorts.next()));
        }
        for (var member : members) {
            member.run();
        }
        client = connect();
        awaitReady();
    }

    /** In the clear. */
    public static ExternalEtcd start(Path directory) throws IOException {
        return new ExternalEtcd(directory, 1, Optional.empty());
    }

    /** With other flags than its usual. */
    static ExternalEtcd start(Path directory, String... flags) throws IOException {
        return new ExternalEtcd(directory, 1, Optional.empty(), flags);
    }

    /** With a certificate that clients must show too. */
    public static ExternalEtcd startWithTls(Path directory) throws IOException {
        return new ExternalEtcd(directory, 1, Optional.of(TestCertificate.make(directory, "etcd")));
    }

    static ExternalEtcd startMembers(Path directory, int count) throws IOException {
        return new ExternalEtcd(directory, count, Optional.empty());
    }

    private void awaitReady() {
        await().atMost(Duration.ofSeconds(30))
                .ignoreException(EtcdException.class)
                .until(() -> client.revision() > 0);
    }

    private final class Member {
        private final String name;
        private final int port;
        private final int peerPort;
        private Process process;

        private Member(String name, int port, int peerPort) {
            this.name = name;
            this.port = port;
            this.peerPort = peerPort;
        }

        private String url() {
            return (certificate.isPresent() ? "https" : "http") + "://127.0.0.1:" + port;
        }

        private String peerUrl() {
            return "http://127.0.0.1:" + peerPort;
        }

        private void run() throws IOException {
            var all = members.stream()
                    .map(member -> member.name + "=" + member.peerUrl())
                    .collect(Collectors.joining(","));
            var command = new ArrayList<>(List.of(
                    DebianPackages.program("etcd-server", "etcd"),
                    "--name=" + name,
                    "--data-dir=" + directory.resolve(name),
                    "--listen-client-urls=" + url(),
                    "--advertise-client-urls=" + url(),
                    "--listen-peer-urls=" + peerUrl(),
                    "--initial-advertise-peer-urls=" + peerUrl(),
                    "--initial-cluster=" + all));
            command.addAll(flags);
            certificate.ifPresent(own -> command.addAll(List.of(
                    "--cert-file=" + own.certificate(),
                    "--key-file=" + own.key(),
                    "--client-cert-auth",
                    "--trusted-ca-file=" + own.certificate())));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve(name + ".log").toFile()))
                    .start();
        }

        private void signal(String signal) throws IOException {
            var told = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            await().until(() -> !told.isAlive());
        }

        private void kill() {
            process.destroyForcibly();
            await().until(() -> !process.isAlive());
        }
    }

    int port() {
        return members.getFirst().port;
    }

    /** Where clients reach it. */
    public String url() {
        return members.getFirst().url();
    }

    public EtcdClient client() {
        return client;
    }

    /** What it shows, and knows its clients by; empty when all is in the clear. */
    public Optional<TestCertificate> certificate() {
        return certificate;
    }

    /** Another client; the caller closes it. */
    public EtcdClient connect() throws IOException {
        List<InetSocketAddress> endpoints =
                members.stream().map(member -> ServedEtcd.loopback(member.port)).toList();
        return EtcdClient.connect(EtcdClientOptions.of(endpoints, certificate.map(TestCertificate::client)));
    }

    /** Kills a member without a warning; the first is 0. */
    public void kill(int member) {
        members.get(member).kill();
    }

    /** Stops a member, which keeps its connections and says nothing, until it may {@linkplain #thaw go on}. */
    void freeze(int member) throws IOException {
        members.get(member).signal("STOP");
    }

    void thaw(int member) throws IOException {
        members.get(member).signal("CONT");
    }

    /** Starts a member again with what it had. */
    public void restart(int member) throws IOException {
        members.get(member).run();
        awaitReady();
    }

    @Override
    public void close() {
        client.close();
        members.forEach(Member::kill);
    }
}
