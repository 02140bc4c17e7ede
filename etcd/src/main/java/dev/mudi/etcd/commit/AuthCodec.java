package dev.mudi.etcd.commit;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.AuthState;
import dev.mudi.etcd.auth.Permission;
import dev.mudi.etcd.auth.Role;
import dev.mudi.etcd.auth.User;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Users and roles, and changes of them, as bytes. */
public final class AuthCodec {
    private static final int ENABLE = 1;
    private static final int DISABLE = 2;
    private static final int ADD_USER = 3;
    private static final int DELETE_USER = 4;
    private static final int CHANGE_PASSWORD = 5;
    private static final int GRANT_ROLE = 6;
    private static final int REVOKE_ROLE = 7;
    private static final int ADD_ROLE = 8;
    private static final int DELETE_ROLE = 9;
    private static final int GRANT_PERMISSION = 10;
    private static final int REVOKE_PERMISSION = 11;

    private static final int READ = 1;
    private static final int WRITE = 2;

    private AuthCodec() {}

    public static void encode(AuthChange change, RecordBuffer into) {
        switch (change) {
            case AuthChange.Enable(var secret) -> into.putByte(ENABLE).putBytes(secret);
            case AuthChange.Disable() -> into.putByte(DISABLE);
            case AuthChange.AddUser(var name, var hash) -> text(hash, text(name, into.putByte(ADD_USER)));
            case AuthChange.DeleteUser(var name) -> text(name, into.putByte(DELETE_USER));
            case AuthChange.ChangePassword(var name, var hash) -> text(hash, text(name, into.putByte(CHANGE_PASSWORD)));
            case AuthChange.GrantRole(var user, var role) -> text(role, text(user, into.putByte(GRANT_ROLE)));
            case AuthChange.RevokeRole(var user, var role) -> text(role, text(user, into.putByte(REVOKE_ROLE)));
            case AuthChange.AddRole(var name) -> text(name, into.putByte(ADD_ROLE));
            case AuthChange.DeleteRole(var name) -> text(name, into.putByte(DELETE_ROLE));
            case AuthChange.GrantPermission(var role, var permission) ->
                permission(permission, text(role, into.putByte(GRANT_PERMISSION)));
            case AuthChange.RevokePermission(var role, var keys) ->
                range(keys, text(role, into.putByte(REVOKE_PERMISSION)));
        }
    }

    public static AuthChange decode(RecordReader from) {
        int type = from.readByte();
        return switch (type) {
            case ENABLE -> new AuthChange.Enable(from.readBytes());
            case DISABLE -> new AuthChange.Disable();
            case ADD_USER -> new AuthChange.AddUser(text(from), text(from));
            case DELETE_USER -> new AuthChange.DeleteUser(text(from));
            case CHANGE_PASSWORD -> new AuthChange.ChangePassword(text(from), text(from));
            case GRANT_ROLE -> new AuthChange.GrantRole(text(from), text(from));
            case REVOKE_ROLE -> new AuthChange.RevokeRole(text(from), text(from));
            case ADD_ROLE -> new AuthChange.AddRole(text(from));
            case DELETE_ROLE -> new AuthChange.DeleteRole(text(from));
            case GRANT_PERMISSION -> new AuthChange.GrantPermission(text(from), permission(from));
            case REVOKE_PERMISSION -> new AuthChange.RevokePermission(text(from), range(from));
            default -> throw new IllegalStateException("there is no change of users or roles of type " + type);
        };
    }

    static void encode(AuthState state, RecordBuffer into) {
        into.putByte(state.enabled() ? 1 : 0).putVarLong(state.revision()).putBytes(state.secret());
        into.putVarLong(state.users().size());
        for (var user : state.users().values()) {
            text(user.passwordHash(), text(user.name(), into))
                    .putVarLong(user.roles().size());
            user.roles().forEach(role -> text(role, into));
        }
        into.putVarLong(state.roles().size());
        for (var role : state.roles().values()) {
            text(role.name(), into).putVarLong(role.permissions().size());
            role.permissions().forEach(permission -> permission(permission, into));
        }
    }

    static AuthState decodeState(RecordReader from) {
        boolean enabled = from.readByte() != 0;
        long revision = from.readVarLong();
        var secret = from.readBytes();
        var users = new TreeMap<String, User>();
        for (var user : list(from, () -> new User(text(from), text(from), list(from, () -> text(from))))) {
            users.put(user.name(), user);
        }
        var roles = new TreeMap<String, Role>();
        for (var role : list(from, () -> new Role(text(from), list(from, () -> permission(from))))) {
            roles.put(role.name(), role);
        }
        return new AuthState(enabled, revision, secret, users, roles);
    }

    private static <T> List<T> list(RecordReader from, Supplier<T> item) {
        var list = new ArrayList<T>();
        for (long left = from.readVarLong(); left > 0; left--) {
            list.add(item.get());
        }
        return list;
    }

    private static RecordBuffer text(String text, RecordBuffer into) {
        return into.putBytes(Bytes.utf8(text));
    }

    private static String text(RecordReader from) {
        return from.readBytes().toUtf8();
    }

    private static RecordBuffer range(KeyRange range, RecordBuffer into) {
        return into.putBytes(range.key()).putBytes(range.rangeEnd());
    }

    private static KeyRange range(RecordReader from) {
        return new KeyRange(from.readBytes(), from.readBytes());
    }

    private static void permission(Permission permission, RecordBuffer into) {
        int access = switch (permission.access()) {
            case READ -> READ;
            case WRITE -> WRITE;
            case READWRITE -> READ | WRITE;
        };
        range(permission.keys(), into.putByte(access));
    }

    private static Permission permission(RecordReader from) {
        int type = from.readByte();
        var access = switch (type) {
            case READ -> Permission.Access.READ;
            case WRITE -> Permission.Access.WRITE;
            case READ | WRITE -> Permission.Access.READWRITE;
            default -> throw new IllegalStateException("there is no access of type " + type);
        };
        return new Permission(access, range(from));
    }
}
