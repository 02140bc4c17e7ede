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
import dev.mudi.etcd.RangeResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member whose others are lost for ever goes on alone, with all that it has. */
class NewClusterTest {
    private static final RangeRequest ALL = RangeRequest.of(KeyRange.all());
    private static final String OLD_TOKEN = "test";

    @TempDir
    Path directory;

    private final List<String> urls = List.of("http://127.0.0.1:" + FreePorts.next());

    /** Of the member that is left, with the cluster as it was written down when that was begun. */
    private MemberOptions left(String token, boolean anew) {
        var address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(urls.getFirst()).getPort());
        var initial = Map.of("m0", urls, "m1", List.of("http://127.0.0.1:1"), "m2", List.of("http://127.0.0.1:2"));
        return new MemberOptions(
                "m0",
                directory.resolve("m0"),
                new MemberOptions.Addresses(address, urls, List.of()),
                new MemberOptions.Cluster(token, initial, false, anew),
                Optional.empty(),
                MemberOptions.Limits.DEFAULT);
    }

    /** What all members held when the first of them was left alone. */
    private RangeResponse losesTheOthers() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            for (int i = 0; i < 20; i++) {
                cluster.any().etcd().put(PutRequest.of(Bytes.utf8("key" + i % 7), Bytes.utf8("value" + i)));
            }
            cluster.any().etcd().leaseGrant(1000, 5);
            var held = cluster.any().etcd().range(ALL);
            await().until(() ->
                    cluster.member("m0").etcd().serializableRange(ALL).kvs().equals(held.kvs()));
            return held;
        }
    }

    private static RangeResponse read(EtcdMember member) {
        return await().atMost(Duration.ofSeconds(20))
                .ignoreException(EtcdException.class)
                .until(() -> member.etcd().range(ALL), _ -> true);
    }

    @Test
    void itHasAllThatItHadAndTakesMore() throws IOException {
        var held = losesTheOthers();
        long revision;
        try (var member = EtcdMember.start(left("second", true))) {
            assertThat(read(member)).isEqualTo(held);
            assertThat(member.etcd().leases()).containsExactly(5L);
            await().until(() -> member.membership().members().size() == 1);
            revision = member.etcd()
                    .put(PutRequest.of(Bytes.utf8("new"), Bytes.utf8("1")))
                    .revision();
            assertThat(revision).isEqualTo(held.revision() + 1);
        }
        assertThat(directory.resolve("m0").resolve("raft.lost")).isNotEmptyDirectory();
        for (boolean stillTold : new boolean[] {true, false}) {
            try (var member = EtcdMember.start(left("second", stillTold))) {
                assertThat(read(member).revision())
                        .as("a further start begins nothing anew")
                        .isEqualTo(revision);
                assertThat(member.membership().members()).hasSize(1);
            }
        }
    }

    @Test
    void itNeedsATokenThatTheOthersDoNotHave() throws IOException {
        losesTheOthers();
        assertThatThrownBy(() -> EtcdMember.start(left(OLD_TOKEN, true)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("a new cluster needs another token than 'test'");
    }

    /** Stopped when the old log was out of the way, and before the new one was in its place. */
    @Test
    void aStartThatWasBrokenOffIsGoneOnWith() throws IOException {
        var held = losesTheOthers();
        EtcdMember.start(left("second", true)).close();
        var dataDir = directory.resolve("m0");
        var made = Files.createDirectory(dataDir.resolve("new-cluster.made"));
        Files.move(dataDir.resolve("raft"), made.resolve("raft"));
        Files.copy(dataDir.resolve("member"), made.resolve("member"));
        Files.move(dataDir.resolve("new-cluster"), made.resolve("new-cluster"));

        try (var member = EtcdMember.start(left("second", true))) {
            assertThat(read(member)).isEqualTo(held);
        }
        assertThat(made).doesNotExist();
    }
}
