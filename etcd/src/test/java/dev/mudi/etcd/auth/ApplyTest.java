package dev.mudi.etcd.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.TxnRequest;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller may do is decided when it is done, not when it was asked for. */
class ApplyTest {
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Bytes OTHER = Bytes.utf8("other");

    @TempDir
    Path directory;

    private Etcd open() throws Exception {
        var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
        List.of(
                        new AuthChange.AddUser("root", "hash"),
                        new AuthChange.GrantRole("root", "root"),
                        new AuthChange.AddUser("alice", "hash"),
                        new AuthChange.AddRole("writer"),
                        new AuthChange.GrantPermission(
                                "writer", new Permission(Permission.Access.WRITE, KeyRange.of(KEY))),
                        new AuthChange.GrantRole("alice", "writer"))
                .forEach(etcd::changeAuth);
        return etcd;
    }

    private static TxnRequest put(Bytes key) {
        return TxnRequest.of(PutRequest.of(key, Bytes.utf8("value")));
    }

    private static void assertRefused(Code code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        EtcdException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aCallerOfAnOldRevisionIsRefusedWhatItWasAllowed() throws Exception {
        try (var etcd = open()) {
            etcd.changeAuth(new AuthChange.Enable(Bytes.utf8("secret")));
            var alice = new Caller("alice", etcd.auth().revision());
            etcd.txn(put(KEY), alice);
            assertRefused(Code.PERMISSION_DENIED, () -> etcd.txn(put(OTHER), alice));

            etcd.changeAuth(new AuthChange.RevokeRole("alice", "writer"));

            assertRefused(Code.AUTH_OLD_REVISION, () -> etcd.txn(put(KEY), alice));
            var again = new Caller("alice", etcd.auth().revision());
            assertRefused(Code.PERMISSION_DENIED, () -> etcd.txn(put(KEY), again));
            assertThat(etcd.get(KEY))
                    .hasValueSatisfying(kv -> assertThat(kv.version()).isEqualTo(1));
        }
    }

    @Test
    void whoAskedBeforeUsersWereKnownIsRefusedAfter() throws Exception {
        try (var etcd = open()) {
            etcd.txn(put(KEY), Caller.NOBODY);
            long lease = etcd.leaseGrant(60, 0).id();
            etcd.put(PutRequest.of(KEY, KEY).withLease(lease));
            etcd.changeAuth(new AuthChange.Enable(Bytes.utf8("secret")));

            assertRefused(Code.USER_EMPTY, () -> etcd.txn(put(KEY), Caller.NOBODY));
            assertRefused(Code.USER_EMPTY, () -> etcd.leaseRevoke(lease, Caller.NOBODY));
            var alice = new Caller("alice", etcd.auth().revision());
            assertRefused(Code.PERMISSION_DENIED, () -> etcd.changeAuth(new AuthChange.Disable(), alice));
            etcd.leaseRevoke(lease, alice);
            etcd.changeAuth(
                    new AuthChange.Disable(), new Caller("root", etcd.auth().revision()));
            etcd.txn(put(KEY), Caller.NOBODY);
        }
    }
}
