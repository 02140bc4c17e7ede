package dev.mudi.etcd.auth;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.auth.Permission.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Whether a caller may run a request. Every method throws {@link EtcdException} if not.
 *
 * @param leaseKeys the keys of a lease: who hangs a key on a lease must be allowed to write all others on it
 */
public record AccessCheck(AuthState auth, Caller caller, LongFunction<List<Bytes>> leaseKeys) {
    /** For administrators only. */
    public void admin() {
        if (!auth.enabled()) {
            return;
        }
        require(!caller.user().isEmpty(), Code.USER_EMPTY);
        var user = auth.user(caller.user()).orElseThrow(() -> EtcdException.of(Code.USER_NOT_FOUND));
        require(user.isAdmin(), Code.PERMISSION_DENIED);
    }

    /** For the user itself and administrators. */
    public void userOrAdmin(String name) {
        if (!caller.user().equals(name)) {
            admin();
        }
    }

    /** For those who have the role and administrators. */
    public void holderOrAdmin(String role) {
        boolean holder = auth.user(caller.user())
                .filter(user -> user.roles().contains(role))
                .isPresent();
        if (!holder) {
            admin();
        }
    }

    public void operation(RequestOp op) {
        switch (op) {
            case RangeRequest range -> read(range.keys());
            case PutRequest put -> {
                write(KeyRange.of(put.key()));
                lease(put.lease());
                if (put.prevKv()) {
                    read(KeyRange.of(put.key()));
                }
            }
            case DeleteRangeRequest delete -> {
                write(delete.keys());
                if (delete.prevKv()) {
                    read(delete.keys());
                }
            }
            case TxnRequest txn -> {
                txn.compares().forEach(compare -> read(compare.keys()));
                txn.success().forEach(this::operation);
                txn.failure().forEach(this::operation);
            }
        }
    }

    /** Whether the caller may end the lease, which deletes its keys. */
    public void lease(long id) {
        if (id != 0 && auth.enabled()) {
            leaseKeys.apply(id).forEach(key -> write(KeyRange.of(key)));
        }
    }

    public void read(KeyRange keys) {
        check(keys, Access.READ);
    }

    public void write(KeyRange keys) {
        check(keys, Access.WRITE);
    }

    private void check(KeyRange keys, Access wanted) {
        if (!auth.enabled()) {
            return;
        }
        require(caller.revision() != 0, Code.USER_EMPTY);
        require(caller.revision() >= auth.revision(), Code.AUTH_OLD_REVISION);
        var user = auth.user(caller.user()).orElseThrow(() -> EtcdException.of(Code.PERMISSION_DENIED));
        require(user.isAdmin() || covers(granted(user, wanted), keys), Code.PERMISSION_DENIED);
    }

    private List<KeyRange> granted(User user, Access wanted) {
        var granted = new ArrayList<KeyRange>();
        for (var name : user.roles()) {
            auth.role(name)
                    .ifPresent(role -> role.permissions().stream()
                            .filter(permission -> permission.access().allows(wanted))
                            .forEach(permission -> granted.add(permission.keys())));
        }
        granted.sort(Comparator.comparing(KeyRange::key));
        return granted;
    }

    /** Whether the ranges, ordered by where they start, have every key of the wanted one between them. */
    private static boolean covers(List<KeyRange> ranges, KeyRange wanted) {
        if (wanted.isSingle()) {
            return ranges.stream().anyMatch(range -> range.contains(wanted.key()));
        }
        var reached = wanted.key();
        for (var range : ranges) {
            if (range.contains(reached)) {
                if (range.isOpen()) {
                    return true;
                }
                reached = range.isSingle() ? after(range.key()) : range.rangeEnd();
                if (!wanted.isOpen() && reached.compareTo(wanted.rangeEnd()) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The lowest key above this one. */
    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.array(), key.length() + 1));
    }

    private static void require(boolean condition, Code otherwise) {
        if (!condition) {
            throw EtcdException.of(otherwise);
        }
    }
}
