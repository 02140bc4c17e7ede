package dev.mudi.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.Permission;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEtcdTest extends StoreFixture {
    @TempDir
    Path directory;

    @Override
    protected Etcd open() throws IOException {
        return EmbeddedEtcd.open(options());
    }

    private EtcdOptions options() {
        return EtcdOptions.of(directory.resolve("data")).withFsync(false).withRetention(Retention.EVERYTHING);
    }

    private void reopen() throws IOException {
        etcd.close();
        etcd = EmbeddedEtcd.open(options());
    }

    @Test
    void keepsEverythingOverARestart() throws IOException {
        put("a", "1");
        put("a", "2");
        delete("a");
        long lease = etcd.leaseGrant(60, 0).id();
        etcd.put(PutRequest.of(key("b"), key("1")).withLease(lease));
        var before = etcd.range(RangeRequest.of(KeyRange.all()));

        reopen();

        assertThat(etcd.range(RangeRequest.of(KeyRange.all()))).isEqualTo(before);
        assertThat(etcd.range(RangeRequest.of(key("a")).atRevision(3)).kvs())
                .extracting(KeyValue::value)
                .containsExactly(key("2"));
        assertThat(etcd.leaseTimeToLive(lease, true).keys()).containsExactly(key("b"));
        etcd.compact(4);
        reopen();
        assertThat(etcd.compactedRevision()).isEqualTo(4);
        etcd.close();
        assertThat(EtcdCheck.run(directory.resolve("data"))).isEmpty();
    }

    @Test
    void restoresASnapshotIntoAnotherDirectory() throws IOException {
        for (int i = 0; i < 5000; i++) {
            put("a/" + i % 700, "value " + i);
        }
        delete("a/1");
        var out = new ByteArrayOutputStream();

        etcd.snapshot(out);
        EmbeddedEtcd.restore(new ByteArrayInputStream(out.toByteArray()), directory.resolve("restored"));

        try (var restored = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("restored")))) {
            var all = RangeRequest.of(KeyRange.all());
            assertThat(restored.range(all)).isEqualTo(etcd.range(all));
            assertThat(restored.range(all.atRevision(2000)).kvs())
                    .isEqualTo(etcd.range(all.atRevision(2000)).kvs());
        }
    }

    @Test
    void keepsUsersAndRolesInItsLogAndItsSnapshots() throws IOException {
        var reading = new Permission(Permission.Access.READ, KeyRange.prefix("a/"));
        long revision = etcd.revision();
        for (var change : List.of(
                new AuthChange.AddUser("root", "hash"),
                new AuthChange.GrantRole("root", "root"),
                new AuthChange.AddRole("reader"),
                new AuthChange.AddRole("gone"),
                new AuthChange.GrantPermission("reader", reading),
                new AuthChange.GrantPermission("reader", new Permission(Permission.Access.WRITE, KeyRange.all())),
                new AuthChange.RevokePermission("reader", KeyRange.all()),
                new AuthChange.AddUser("alice", ""),
                new AuthChange.AddUser("bob", "hash"),
                new AuthChange.ChangePassword("bob", "other hash"),
                new AuthChange.GrantRole("alice", "reader"),
                new AuthChange.GrantRole("bob", "gone"),
                new AuthChange.RevokeRole("bob", "gone"),
                new AuthChange.DeleteRole("gone"),
                new AuthChange.DeleteUser("bob"),
                new AuthChange.Enable(key("secret")),
                new AuthChange.Disable())) {
            assertThat(etcd.changeAuth(change)).isEqualTo(revision);
        }
        var before = etcd.auth();
        assertThat(before.role("reader").orElseThrow().permissions()).containsExactly(reading);

        reopen();

        assertThat(etcd.auth()).isEqualTo(before);
        var out = new ByteArrayOutputStream();
        etcd.snapshot(out);
        EmbeddedEtcd.restore(new ByteArrayInputStream(out.toByteArray()), directory.resolve("restored"));
        try (var restored = EmbeddedEtcd.open(EtcdOptions.of(directory.resolve("restored")))) {
            assertThat(restored.auth()).isEqualTo(before);
        }
    }

    @Test
    void keepsADirectoryFromASecondStore() {
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(
                        "is in use by process " + ProcessHandle.current().pid());
    }

    @Test
    void tellsWatchersThatTheStoreCloses() {
        var seen = new RecordingListener();
        etcd.watch(WatchRequest.of(KeyRange.all()), seen);

        etcd.close();

        assertThat(seen.closedBy().code()).isEqualTo(EtcdException.Code.STOPPED);
        assertRefused(EtcdException.Code.STOPPED, () -> put("a", "1"));
    }
}
