package dev.mudi.etcd.raft;

import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members of one store in this process, each with its directory and port on loopback. */
public final class RaftCluster implements AutoCloseable {
    private final Path directory;
    private final Optional<PeerTls> tls;
    private final long snapshotAfterBytes;
    private final Map<String, List<String>> initial = new LinkedHashMap<>();
    /** Values leave memory at once. */
    private static final long HELD_BYTES = 0;

    private final Map<String, EtcdMember> running = new LinkedHashMap<>();

    private RaftCluster(Path directory, Optional<PeerTls> tls, long snapshotAfterBytes) {
        this.directory = directory;
        this.tls = tls;
        this.snapshotAfterBytes = snapshotAfterBytes;
    }

    public static RaftCluster start(Path directory, int members) throws IOException {
        return start(directory, members, Optional.empty(), 64L << 20);
    }

    static RaftCluster start(Path directory, int members, Optional<PeerTls> tls, long snapshotAfterBytes)
            throws IOException {
        var cluster = new RaftCluster(directory, tls, snapshotAfterBytes);
        for (int i = 0; i < members; i++) {
            cluster.initial.put("m" + i, List.of(cluster.newUrl()));
        }
        for (var name : cluster.initial.keySet()) {
            cluster.running.put(name, EtcdMember.start(cluster.options(name, false)));
        }
        await().atMost(Duration.ofSeconds(30))
                .ignoreException(EtcdException.class)
                .until(() -> cluster.any().etcd().revision() > 0
                        && cluster.any().membership().members().size() == members
                        && cluster.any().membership().members().stream()
                                .noneMatch(member -> member.name().isEmpty()));
        return cluster;
    }

    private String newUrl() {
        return (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + FreePorts.next();
    }

    private MemberOptions options(String name, boolean exists) {
        var urls = initial.get(name);
        int port = java.net.URI.create(urls.getFirst()).getPort();
        return new MemberOptions(
                name,
                dataDir(name),
                new MemberOptions.Addresses(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        urls,
                        List.of("http://127.0.0.1:1")),
                new MemberOptions.Cluster("test", initial, exists),
                tls,
                new MemberOptions.Limits(
                        Retention.EVERYTHING, 1L << 30, snapshotAfterBytes, Duration.ofMillis(600), HELD_BYTES, 1));
    }

    Path dataDir(String name) {
        return directory.resolve(name);
    }

    public EtcdMember any() {
        return running.values().iterator().next();
    }

    public EtcdMember member(String name) {
        return running.get(name);
    }

    public List<EtcdMember> members() {
        return List.copyOf(running.values());
    }

    /** The name of who leads, when there is one. */
    public String leader() {
        return await().atMost(Duration.ofSeconds(20)).until(this::findLeader, name -> !name.isEmpty());
    }

    private String findLeader() {
        return running.entrySet().stream()
                .filter(entry -> {
                    var membership = entry.getValue().membership();
                    return membership.position().leader() == membership.memberId();
                })
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    public String follower() {
        var leader = leader();
        return running.keySet().stream()
                .filter(name -> !name.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    void stop(String name) {
        running.remove(name).close();
    }

    EtcdMember restart(String name) throws IOException {
        var member = EtcdMember.start(options(name, false));
        running.put(name, member);
        return member;
    }

    /** Makes room for a member and starts it. */
    EtcdMember grow(String name, boolean learner) throws IOException {
        any().membership().add(List.of(newMember(name)), learner);
        return startAdded(name);
    }

    String peerUrl(String name) {
        return initial.get(name).getFirst();
    }

    /** Where a member will be for which there is no room yet. */
    String newMember(String name) {
        initial.put(name, List.of(newUrl()));
        return peerUrl(name);
    }

    /** Starts a member for which room was made. */
    EtcdMember startAdded(String name) throws IOException {
        var member = EtcdMember.start(options(name, true));
        running.put(name, member);
        return member;
    }

    EtcdMember startUninvited(String name) throws IOException {
        initial.put(name, List.of(newUrl()));
        try {
            return EtcdMember.start(options(name, true));
        } finally {
            initial.remove(name);
        }
    }

    @Override
    public void close() {
        running.values().forEach(EtcdMember::close);
    }
}
