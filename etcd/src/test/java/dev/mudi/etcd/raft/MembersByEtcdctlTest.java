package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.grpc.EtcdServer;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.grpc.Etcdctl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that are managed as those of etcd are, with its own tool. */
class MembersByEtcdctlTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private RaftCluster cluster;
    private final Map<String, EtcdServer> servers = new LinkedHashMap<>();

    @BeforeEach
    void start() throws IOException {
        cluster = RaftCluster.start(directory, 3);
        for (var name : List.of("m0", "m1", "m2")) {
            serve(name);
        }
    }

    @AfterEach
    void stop() {
        servers.values().forEach(EtcdServer::close);
        cluster.close();
    }

    private void serve(String name) throws IOException {
        var member = cluster.member(name);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        servers.put(
                name,
                EtcdServer.start(member.etcd(), member.membership(), EtcdServerOptions.of(address, Optional.empty())));
    }

    private Etcdctl at(String name) {
        return Etcdctl.at(servers.get(name).port());
    }

    private Etcdctl atAll() {
        return Etcdctl.at(servers.values().stream().mapToInt(EtcdServer::port).toArray());
    }

    private String id(String name) {
        return Long.toHexString(cluster.member(name).membership().memberId());
    }

    @Test
    void allMembersHaveTheSameHash() throws Exception {
        for (int i = 0; i < 20; i++) {
            at("m" + i % 3).run("put key" + i + " " + i).done();
        }
        at("m0").run("del key3").done();
        for (var name : servers.keySet()) {
            // A read that waits for all that was acknowledged.
            at(name).run("get key1").done();
        }
        var hashes = atAll().run("endpoint hashkv --rev=10").done().lines().toList();
        assertThat(hashes).hasSize(3);
        assertThat(hashes.stream().map(line -> line.split(", ", -1)[1]).distinct())
                .hasSize(1);
    }

    @Test
    void leadershipIsMovedToWhoIsNamed() throws Exception {
        var leader = cluster.leader();
        var follower = cluster.follower();
        assertThat(at(follower).run("move-leader " + id(follower)).refused()).contains("no leader endpoint given");
        at(leader).run("move-leader " + id(follower)).done();
        await().atMost(PATIENCE).until(() -> cluster.leader().equals(follower));
        at(leader).run("put moved 1").done();
    }

    @Test
    void aMemberIsReplacedByWayOfALearner() throws Exception {
        at("m0").run("put kept 1").done();
        assertThat(at("m0").run("member add m0 --peer-urls=" + cluster.peerUrl("m1"))
                        .refused())
                .contains("Peer URLs already exists");
        var url = cluster.newMember("m3");
        at("m0").run("member add m3 --learner --peer-urls=" + url).done();
        assertThat(at("m1").run("member add m4 --learner --peer-urls=http://127.0.0.1:1")
                        .refused())
                .contains("too many learner members in cluster");

        cluster.startAdded("m3");
        serve("m3");
        // What a learner has by itself comes when the log has.
        await().atMost(PATIENCE)
                .until(() -> at("m3").run("get kept --consistency=s").done().equals("kept\n1\n"));
        await().atMost(PATIENCE)
                .until(() -> at("m0").run("member list").done().contains(id("m3") + ", started, m3, " + url));
        await().atMost(PATIENCE)
                .until(() ->
                        at(cluster.leader()).run("member promote " + id("m3")).exitCode() == 0);
        await().atMost(PATIENCE).until(() -> at("m3").run("get kept").exitCode() == 0);

        var gone = id("m2");
        servers.remove("m2").close();
        cluster.stop("m2");
        at("m0").run("member remove " + gone).done();
        assertThat(at("m0").run("member remove " + gone).refused()).contains("member not found");
        assertThat(at("m3").run("member list").done().lines()).hasSize(3).noneMatch(line -> line.startsWith(gone));
        at("m3").run("put kept 2").done();
        assertThat(at("m1").run("get kept").done()).isEqualTo("kept\n2\n");
    }
}
