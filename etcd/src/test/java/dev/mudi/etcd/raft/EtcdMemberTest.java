package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdContract;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.RangeRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a follower of three members, which talk to each other by Ratis' gRPC. The members stay from test to test. */
class EtcdMemberTest extends EtcdContract {
    @TempDir
    static Path directory;

    private static RaftCluster cluster;

    @BeforeAll
    static void startMembers() throws IOException {
        cluster = RaftCluster.start(directory, 3);
    }

    @AfterAll
    static void stopMembers() {
        cluster.close();
    }

    @Override
    protected Etcd open() {
        var follower = cluster.member(cluster.follower()).etcd();
        follower.deleteRange(DeleteRangeRequest.of(KeyRange.all()));
        follower.leases().forEach(follower::leaseRevoke);
        return leftOpen(follower);
    }

    /** The same store, which stays open when it is closed. */
    private static Etcd leftOpen(Etcd etcd) {
        return (Etcd) Proxy.newProxyInstance(
                Etcd.class.getClassLoader(), new Class<?>[] {Etcd.class}, (_, method, arguments) -> {
                    if ("close".equals(method.getName())) {
                        return null;
                    }
                    try {
                        return method.invoke(etcd, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void everyMemberHasTheSame() {
        put("a", "1");
        put("b", "2");

        var all = RangeRequest.of(KeyRange.all());
        assertThat(cluster.members())
                .allSatisfy(member -> assertThat(member.etcd().range(all)).isEqualTo(etcd.range(all)));
    }
}
