package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.FreePorts;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.grpc.EtcdServer;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.replication.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only members have; that they keep the contract is tested with the other engines. */
class EtcdMemberTest {
    @TempDir
    Path directory;

    @Test
    void everyMemberHasTheSame() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            var follower = cluster.member(cluster.follower()).etcd();
            follower.put(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")));
            follower.put(PutRequest.of(Bytes.utf8("b"), Bytes.utf8("2")));

            var all = RangeRequest.of(KeyRange.all());
            assertThat(cluster.members())
                    .allSatisfy(member -> assertThat(member.etcd().range(all)).isEqualTo(follower.range(all)));
        }
    }

    @Test
    void everyMemberTakesTheLargestRequestThereMayBe() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            var key = Bytes.utf8("a");
            var large = Bytes.wrap(new byte[EtcdServerOptions.Limits.MOST_REQUEST_BYTES - 100]);
            cluster.member(cluster.follower()).etcd().put(PutRequest.of(key, large));

            assertThat(cluster.members())
                    .allSatisfy(member -> assertThat(member.etcd()
                                    .range(RangeRequest.of(key))
                                    .kvs()
                                    .getFirst()
                                    .value())
                            .isEqualTo(large));
        }
    }

    @Test
    void changesOfMembersThatOvertakeOneAnotherAreAllMade() throws Exception {
        try (var cluster = RaftCluster.start(directory, 5);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var leader = cluster.leader();
            var others = Stream.of("m0", "m1", "m2", "m3", "m4")
                    .filter(name -> !name.equals(leader))
                    .toList();
            var gone = others.subList(0, 2);
            var asked = others.subList(2, 4);

            var first = threads.submit(() -> remove(cluster, asked.get(0), gone.get(0)));
            var second = threads.submit(() -> remove(cluster, asked.get(1), gone.get(1)));
            first.get(60, TimeUnit.SECONDS);
            second.get(60, TimeUnit.SECONDS);

            assertThat(cluster.member(leader).membership().members())
                    .extracting(Member::name)
                    .containsExactlyInAnyOrder(leader, asked.get(0), asked.get(1));
        }
    }

    @Test
    void hasAsManyLearnersAsItWasTold() throws IOException {
        var urls = List.of("http://127.0.0.1:" + FreePorts.next());
        var address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(urls.getFirst()).getPort());
        var options = new MemberOptions(
                "a",
                directory,
                new MemberOptions.Addresses(address, urls, List.of()),
                new MemberOptions.Cluster("test", Map.of("a", urls), false),
                Optional.empty(),
                MemberOptions.Limits.DEFAULT.withLearners(2));
        try (var member = EtcdMember.start(options)) {
            await().ignoreException(EtcdException.class)
                    .until(() -> member.membership().members().size() == 1);
            member.membership().add(List.of("http://127.0.0.1:1"), true);
            member.membership().add(List.of("http://127.0.0.1:2"), true);
            assertThatThrownBy(() -> member.membership().add(List.of("http://127.0.0.1:3"), true))
                    .hasMessageContaining("too many learner members");
            assertThatThrownBy(() -> member.membership().add(List.of("http://127.0.0.1:4/path"), false))
                    .hasMessageContaining("given member URLs are invalid");
        }
    }

    private static List<Member> remove(RaftCluster cluster, String asked, String gone) {
        var id = cluster.member(gone).membership().memberId();
        return cluster.member(asked).membership().remove(id);
    }

    /** Who is not alive is started again, which brings back no other. */
    @Test
    void isAliveWithoutTheOthersThoughNotReady() throws Exception {
        try (var cluster = RaftCluster.start(directory, 3)) {
            var left = cluster.follower();
            Stream.of("m0", "m1", "m2").filter(name -> !name.equals(left)).forEach(cluster::stop);
            var member = cluster.member(left);
            var options =
                    EtcdServerOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty());
            try (var server = EtcdServer.start(member.etcd(), member.membership(), options)) {
                assertThat(status(server, "/livez")).isEqualTo(200);
                assertThat(status(server, "/health?serializable=true")).isEqualTo(200);
                assertThat(status(server, "/readyz")).isEqualTo(503);
            }
        }
    }

    private static int status(EtcdServer server, String path) throws IOException, InterruptedException {
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
