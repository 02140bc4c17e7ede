package dev.mudi.etcd.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.auth.Permission.Access;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AuthStateTest {
    private static final Map<Long, List<Bytes>> LEASES = Map.of(7L, List.of(key("b")));

    private static Bytes key(String text) {
        return Bytes.utf8(text);
    }

    private static KeyRange between(String from, String to) {
        return KeyRange.between(key(from), key(to));
    }

    private static AuthState after(AuthChange... changes) {
        var state = AuthState.NONE;
        for (var change : changes) {
            state = state.after(change);
        }
        return state;
    }

    private static void assertRefused(Code code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        EtcdException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** Root, and Alice who may read [a, c), write [b, d) and do both with x. */
    private static AuthState guarded() {
        return after(
                new AuthChange.AddUser("root", "hash"),
                new AuthChange.GrantRole("root", "root"),
                new AuthChange.AddUser("alice", "hash"),
                new AuthChange.AddRole("worker"),
                new AuthChange.GrantRole("alice", "worker"),
                new AuthChange.GrantPermission("worker", new Permission(Access.READ, between("a", "b"))),
                new AuthChange.GrantPermission("worker", new Permission(Access.READ, between("b", "c"))),
                new AuthChange.GrantPermission("worker", new Permission(Access.WRITE, between("b", "d"))),
                new AuthChange.GrantPermission("worker", new Permission(Access.READWRITE, KeyRange.of(key("x")))),
                new AuthChange.Enable(key("secret")));
    }

    private static AccessCheck as(String user) {
        var state = guarded();
        return new AccessCheck(state, new Caller(user, state.revision()), id -> LEASES.getOrDefault(id, List.of()));
    }

    @Test
    void isEnabledOnlyWhenRootIsRoot() {
        assertRefused(Code.ROOT_USER_NOT_EXIST, () -> after(new AuthChange.Enable(Bytes.EMPTY)));
        assertRefused(
                Code.ROOT_ROLE_NOT_EXIST,
                () -> after(new AuthChange.AddUser("root", "hash"), new AuthChange.Enable(Bytes.EMPTY)));
        assertThat(guarded().enabled()).isTrue();
    }

    @Test
    void keepsRootWhileEnabled() {
        var state = guarded();
        assertRefused(Code.INVALID_AUTH_MGMT, () -> state.after(new AuthChange.DeleteUser("root")));
        assertRefused(Code.INVALID_AUTH_MGMT, () -> state.after(new AuthChange.RevokeRole("root", "root")));
        assertRefused(Code.INVALID_AUTH_MGMT, () -> state.after(new AuthChange.DeleteRole("root")));
        var disabled = state.after(new AuthChange.Disable());
        assertThat(disabled.after(new AuthChange.DeleteUser("root")).users()).doesNotContainKey("root");
    }

    @Test
    void refusesWhatIsNotThere() {
        var state = guarded();
        assertRefused(Code.USER_ALREADY_EXISTS, () -> state.after(new AuthChange.AddUser("alice", "")));
        assertRefused(Code.USER_EMPTY, () -> state.after(new AuthChange.AddUser("", "")));
        assertRefused(Code.USER_NOT_FOUND, () -> state.after(new AuthChange.GrantRole("bob", "worker")));
        assertRefused(Code.ROLE_NOT_FOUND, () -> state.after(new AuthChange.GrantRole("alice", "boss")));
        assertRefused(Code.ROLE_NOT_GRANTED, () -> state.after(new AuthChange.RevokeRole("alice", "boss")));
        assertRefused(Code.ROLE_ALREADY_EXISTS, () -> state.after(new AuthChange.AddRole("worker")));
        assertRefused(
                Code.PERMISSION_NOT_GRANTED,
                () -> state.after(new AuthChange.RevokePermission("worker", between("q", "r"))));
        assertRefused(
                Code.INVALID_AUTH_MGMT,
                () -> state.after(
                        new AuthChange.GrantPermission("worker", new Permission(Access.READ, between("d", "c")))));
    }

    @Test
    void takesADeletedRoleFromItsUsers() {
        var state = guarded().after(new AuthChange.DeleteRole("worker"));
        assertThat(state.user("alice")).map(User::roles).contains(List.of());
        assertThat(state.roles()).isEmpty();
    }

    @Test
    void growsWithEachChangeThatIsOne() {
        var state = guarded();
        assertThat(state.after(new AuthChange.GrantRole("alice", "worker"))).isSameAs(state);
        assertThat(state.after(new AuthChange.AddRole("more")).revision()).isEqualTo(state.revision() + 1);
    }

    @Test
    void allowsRangesThatSeveralPermissionsCoverTogether() {
        var alice = as("alice");
        assertThatCode(() -> alice.operation(RangeRequest.of(between("a", "c"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> alice.operation(RangeRequest.of(key("x")))).doesNotThrowAnyException();
        assertRefused(Code.PERMISSION_DENIED, () -> alice.operation(RangeRequest.of(between("a", "d"))));
        assertRefused(Code.PERMISSION_DENIED, () -> alice.operation(RangeRequest.of(KeyRange.all())));
        assertRefused(Code.PERMISSION_DENIED, () -> alice.operation(RangeRequest.of(key("c"))));
    }

    @Test
    void asksForReadingWhereTheAnswerHoldsWhatWasThere() {
        var alice = as("alice");
        var put = PutRequest.of(key("c"), key("1"));
        assertThatCode(() -> alice.operation(put)).doesNotThrowAnyException();
        assertRefused(Code.PERMISSION_DENIED, () -> alice.operation(put.withPrevKv()));
        assertRefused(Code.PERMISSION_DENIED, () -> alice.operation(new DeleteRangeRequest(between("b", "d"), true)));
    }

    @Test
    void looksIntoBothBranchesOfATransaction() {
        var alice = as("alice");
        var txn = TxnRequest.of(PutRequest.of(key("b"), key("1")));
        assertThatCode(() -> alice.operation(txn)).doesNotThrowAnyException();
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> alice.operation(TxnRequest.of(txn.otherwise(PutRequest.of(key("a"), key("1"))))));
    }

    @Test
    void hangsAKeyOnlyOnALeaseWhoseOtherKeysTheUserMayWrite() {
        assertThatCode(() -> as("alice").lease(7)).doesNotThrowAnyException();
        var state = guarded();
        var others = new AccessCheck(state, new Caller("alice", state.revision()), _ -> List.of(key("secret")));
        assertRefused(
                Code.PERMISSION_DENIED,
                () -> others.operation(PutRequest.of(key("b"), key("1")).withLease(7)));
    }

    @Test
    void knowsNobodyAndOldRevisions() {
        var state = guarded();
        var range = RangeRequest.of(key("a"));
        assertRefused(Code.USER_EMPTY, () -> new AccessCheck(state, Caller.NOBODY, _ -> List.of()).operation(range));
        assertRefused(
                Code.AUTH_OLD_REVISION,
                () -> new AccessCheck(state, new Caller("alice", state.revision() - 1), _ -> List.of())
                        .operation(range));
        assertRefused(Code.PERMISSION_DENIED, () -> as("bob").operation(range));
    }

    @Test
    void letsRootDoAnythingAndOthersNoAdministration() {
        assertThatCode(() -> as("root").operation(RangeRequest.of(KeyRange.all())))
                .doesNotThrowAnyException();
        assertThatCode(() -> as("root").admin()).doesNotThrowAnyException();
        assertRefused(Code.PERMISSION_DENIED, () -> as("alice").admin());
        assertRefused(Code.USER_NOT_FOUND, () -> as("bob").admin());
        assertThatCode(() -> as("alice").userOrAdmin("alice")).doesNotThrowAnyException();
        assertThatCode(() -> as("alice").holderOrAdmin("worker")).doesNotThrowAnyException();
        assertRefused(Code.PERMISSION_DENIED, () -> as("alice").holderOrAdmin("boss"));
    }

    @Test
    void knowsAPasswordByItsHash() {
        var hash = Passwords.hash("open sesame", new SplittableRandom(1));
        assertThat(Passwords.verify("open sesame", hash)).isTrue();
        assertThat(Passwords.verify("open says me", hash)).isFalse();
        assertThat(Passwords.verify("", "")).isFalse();
    }
}
