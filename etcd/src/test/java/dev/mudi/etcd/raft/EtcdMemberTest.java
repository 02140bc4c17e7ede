package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import java.io.IOException;
import java.nio.file.Path;
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
}
