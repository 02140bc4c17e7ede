package dev.mudi.etcd.auth;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All users and roles. Immutable.
 *
 * @param revision grows with each change: a token of an older one is no longer good
 * @param secret the key that simple tokens are signed with; empty until authentication was enabled
 * @param users by name
 * @param roles by name
 */
public record AuthState(
        boolean enabled,
        long revision,
        Bytes secret,
        NavigableMap<String, User> users,
        NavigableMap<String, Role> roles) {

    /** That of a new store: anyone may do anything. */
    public static final AuthState NONE = new AuthState(false, 1, Bytes.EMPTY, new TreeMap<>(), new TreeMap<>());

    public AuthState {
        users = Collections.unmodifiableNavigableMap(new TreeMap<>(users));
        roles = Collections.unmodifiableNavigableMap(new TreeMap<>(roles));
    }

    public Optional<User> user(String name) {
        return Optional.ofNullable(users.get(name));
    }

    public Optional<Role> role(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    /**
     * The state after a change.
     *
     * @throws EtcdException with etcd's code for why not
     */
    public AuthState after(AuthChange change) {
        return switch (change) {
            case AuthChange.Enable(var key) -> enabled ? this : enable(key);
            case AuthChange.Disable() -> enabled ? new AuthState(false, revision + 1, secret, users, roles) : this;
            case AuthChange.AddUser(var name, var hash) -> addUser(name, hash);
            case AuthChange.DeleteUser(var name) -> {
                require(!enabled || !name.equals(User.ROOT), Code.INVALID_AUTH_MGMT);
                requireUser(name);
                yield editUsers(all -> {
                    all.remove(name);
                    return all;
                });
            }
            case AuthChange.ChangePassword(var name, var hash) -> {
                var user = requireUser(name);
                yield put(new User(name, user.hasPassword() ? hash : "", user.roles()));
            }
            case AuthChange.GrantRole(var name, var role) -> {
                var user = requireUser(name);
                require(role.equals(Role.ROOT) || roles.containsKey(role), Code.ROLE_NOT_FOUND);
                yield user.roles().contains(role) ? this : put(user.with(role));
            }
            case AuthChange.RevokeRole(var name, var role) -> revokeRole(name, role);
            case AuthChange.AddRole(var name) -> addRole(name);
            case AuthChange.DeleteRole(var name) -> deleteRole(name);
            case AuthChange.GrantPermission(var name, var permission) -> {
                require(permission.isValid(), Code.INVALID_AUTH_MGMT);
                yield put(requireRole(name).with(permission));
            }
            case AuthChange.RevokePermission(var name, var keys) -> {
                var role = requireRole(name);
                var less = role.without(new Permission(Permission.Access.READ, keys));
                require(!less.equals(role), Code.PERMISSION_NOT_GRANTED);
                yield put(less);
            }
        };
    }

    private AuthState enable(Bytes key) {
        var root = user(User.ROOT).orElseThrow(() -> EtcdException.of(Code.ROOT_USER_NOT_EXIST));
        require(root.isAdmin(), Code.ROOT_ROLE_NOT_EXIST);
        return new AuthState(true, revision, key, users, roles);
    }

    private AuthState addUser(String name, String hash) {
        require(!name.isEmpty(), Code.USER_EMPTY);
        require(!users.containsKey(name), Code.USER_ALREADY_EXISTS);
        return put(new User(name, hash, List.of()));
    }

    private AuthState revokeRole(String name, String role) {
        require(!enabled || !name.equals(User.ROOT) || !role.equals(Role.ROOT), Code.INVALID_AUTH_MGMT);
        var user = requireUser(name);
        require(user.roles().contains(role), Code.ROLE_NOT_GRANTED);
        return put(user.without(role));
    }

    private AuthState addRole(String name) {
        require(!name.isEmpty(), Code.ROLE_EMPTY);
        require(!roles.containsKey(name), Code.ROLE_ALREADY_EXISTS);
        return put(new Role(name, List.of()));
    }

    private AuthState deleteRole(String name) {
        require(!enabled || !name.equals(Role.ROOT), Code.INVALID_AUTH_MGMT);
        requireRole(name);
        var fewer = new TreeMap<>(roles);
        fewer.remove(name);
        var everyone = new TreeMap<>(users);
        everyone.replaceAll((_, user) -> user.without(name));
        return new AuthState(enabled, revision + 1, secret, everyone, fewer);
    }

    private AuthState put(User user) {
        return editUsers(all -> {
            all.put(user.name(), user);
            return all;
        });
    }

    private AuthState editUsers(UnaryOperator<TreeMap<String, User>> edit) {
        return new AuthState(enabled, revision + 1, secret, edit.apply(new TreeMap<>(users)), roles);
    }

    private AuthState put(Role role) {
        var all = new TreeMap<>(roles);
        all.put(role.name(), role);
        return new AuthState(enabled, revision + 1, secret, users, all);
    }

    private User requireUser(String name) {
        return user(name).orElseThrow(() -> EtcdException.of(Code.USER_NOT_FOUND));
    }

    private Role requireRole(String name) {
        return role(name).orElseThrow(() -> EtcdException.of(Code.ROLE_NOT_FOUND));
    }

    private static void require(boolean condition, Code otherwise) {
        if (!condition) {
            throw EtcdException.of(otherwise);
        }
    }
}
