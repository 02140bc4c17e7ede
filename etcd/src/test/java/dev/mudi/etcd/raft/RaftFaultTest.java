package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RecordingListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.replication.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that come and go. */
class RaftFaultTest {
    private static final Bytes KEY = Bytes.utf8("key");

    @TempDir
    Path directory;

    private static long put(Etcd etcd, String value) {
        return etcd.put(PutRequest.of(KEY, Bytes.utf8(value))).revision();
    }

    private static String get(Etcd etcd) {
        return etcd.get(KEY).orElseThrow().value().toUtf8();
    }

    @Test
    void writesGoOnWhenTheLeaderIsGoneAndWatchersMissNothing() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            var seen = new RecordingListener();
            var leader = cluster.leader();
            var follower = cluster.member(cluster.follower()).etcd();
            long first = put(follower, "before");
            follower.watch(WatchRequest.of(KeyRange.all()).from(first), seen);

            cluster.stop(leader);
            long begin = System.nanoTime();
            long last = put(follower, "after");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            for (int i = 0; i < 50; i++) {
                last = put(follower, "after " + i);
            }
            seen.awaitRevision(last);
            assertThat(seen.revisions())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(first, last).boxed().toList());
            var back = cluster.restart(leader);
            assertThat(get(back.etcd())).isEqualTo("after 49");
        }
    }

    @Test
    void keepsEverythingWhenAllMembersRestart() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            long lease = cluster.any().etcd().leaseGrant(600, 0).id();
            put(cluster.any().etcd(), "kept");
            for (var name : new String[] {"m0", "m1", "m2"}) {
                cluster.stop(name);
            }
            for (var name : new String[] {"m0", "m1", "m2"}) {
                cluster.restart(name);
            }
            assertThat(get(cluster.any().etcd())).isEqualTo("kept");
            assertThat(cluster.any().etcd().leases()).containsExactly(lease);
        }
    }

    @Test
    void bringsALaggingMemberUpByASnapshot() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3, Optional.empty(), 100_000)) {
            var away = cluster.follower();
            cluster.stop(away);
            var etcd = cluster.member(cluster.leader()).etcd();
            var value = Bytes.wrap(new byte[10_000]);
            for (int i = 0; i < 1500; i++) {
                etcd.put(PutRequest.of(Bytes.utf8("key " + i % 100), value));
            }
            put(etcd, "last");

            var back = cluster.restart(away);

            await().atMost(Duration.ofSeconds(60))
                    .ignoreException(EtcdException.class)
                    .until(() -> "last".equals(get(back.etcd())));
            var all = RangeRequest.of(KeyRange.all());
            assertThat(back.etcd().range(all)).isEqualTo(etcd.range(all));
        }
        for (var name : new String[] {"m0", "m1", "m2"}) {
            assertThat(MemberCheck.run(directory.resolve(name))).isEmpty();
        }
    }

    @Test
    void namesTheFileOfASegmentThatIsDamaged() throws IOException {
        try (var cluster = RaftCluster.start(directory, 1)) {
            put(cluster.any().etcd(), "sound");
        }
        assertThat(MemberCheck.run(directory.resolve("m0"))).isEmpty();
        try (var files = Files.walk(directory.resolve("m0"))) {
            var segment = files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .findFirst()
                    .orElseThrow();
            var bytes = Files.readAllBytes(segment);
            bytes[40] ^= 1;
            Files.write(segment, bytes);

            assertThat(MemberCheck.run(directory.resolve("m0")))
                    .anyMatch(finding -> finding.file().equals(segment.toString()));
        }
    }

    @Test
    void membersJoinAndLeaveAtRunTime() throws IOException {
        try (var cluster = RaftCluster.start(directory, 1)) {
            put(cluster.any().etcd(), "one");

            var second = cluster.grow("m1", false);
            var third = cluster.grow("m2", false);

            assertThat(get(third.etcd())).isEqualTo("one");
            await().until(() -> second.membership().members().stream()
                    .map(Member::name)
                    .toList()
                    .containsAll(List.of("m0", "m1", "m2")));
            put(second.etcd(), "three");
            cluster.any().membership().remove(third.membership().memberId());
            cluster.stop("m2");
            put(second.etcd(), "two");
            assertThat(second.membership().members()).extracting(Member::name).containsExactlyInAnyOrder("m0", "m1");
            assertThatThrownBy(() -> cluster.restart("m2"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("permanently removed");
        }
    }

    @Test
    void aLearnerGetsEverythingAndIsPromoted() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            put(cluster.any().etcd(), "one");
            var learner = cluster.grow("m3", true);
            long id = learner.membership().memberId();

            await().until(() -> !learner.etcd()
                    .serializableRange(RangeRequest.of(KEY))
                    .kvs()
                    .isEmpty());
            assertThat(cluster.any().membership().members())
                    .filteredOn(member -> member.id() == id)
                    .allMatch(Member::learner);
            await().ignoreException(EtcdException.class)
                    .until(() -> !cluster.any().membership().promote(id).isEmpty());

            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(EtcdException.class)
                    .until(() -> learner.membership().members().stream().noneMatch(Member::learner));
            put(learner.etcd(), "both");
        }
    }

    @Test
    void leadershipIsMovedWhenAsked() throws IOException {
        try (var cluster = RaftCluster.start(directory, 3)) {
            var follower = cluster.member(cluster.follower()).membership();

            assertThatThrownBy(() -> follower.moveLeader(follower.memberId()))
                    .isInstanceOfSatisfying(
                            EtcdException.class, e -> assertThat(e.code()).isEqualTo(EtcdException.Code.NOT_LEADER));
            // On a machine that is slow for a moment another may lead by now, and says so.
            await().atMost(Duration.ofSeconds(30))
                    .ignoreException(EtcdException.class)
                    .until(() -> {
                        var leader = cluster.member(cluster.leader()).membership();
                        if (leader.memberId() != follower.memberId()) {
                            leader.moveLeader(follower.memberId());
                        }
                        return cluster.members().stream()
                                .allMatch(
                                        member -> member.membership().position().leader() == follower.memberId());
                    });
            put(cluster.any().etcd(), "moved");
        }
    }

    @Test
    void admitsNoOneWhoWasNotAdded() throws IOException {
        try (var cluster = RaftCluster.start(directory, 1)) {
            assertThatThrownBy(() -> cluster.startUninvited("m1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no member of the cluster has made room");
        }
    }
}
