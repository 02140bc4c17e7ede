package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.Passwords;
import dev.mudi.etcd.auth.Permission;
import dev.mudi.etcd.auth.Role;
import dev.mudi.etcd.auth.Tokens;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;

/** etcd's service Auth. Passwords are hashed here, so that no log ever holds one. */
final class AuthService {
    private static final int SECRET_BYTES = 32;

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Tokens tokens;
    private final SecureRandom dice = new SecureRandom();

    AuthService(Etcd etcd, WireResponses wire, Callers callers, Tokens tokens) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.tokens = tokens;
    }

    ServerServiceDefinition definition() {
        return new Service(AuthMethods.ENABLE)
                .unary(AuthMethods.ENABLE, _ -> change(new AuthChange.Enable(secret())))
                .unary(AuthMethods.DISABLE, _ -> change(new AuthChange.Disable()))
                .unary(AuthMethods.STATUS, _ -> status())
                .unary(AuthMethods.AUTHENTICATE, this::authenticate)
                .unary(AuthMethods.USER_ADD, this::addUser)
                .unary(AuthMethods.USER_GET, request -> user(request.getName()))
                .unary(AuthMethods.USER_LIST, _ -> users())
                .unary(AuthMethods.USER_DELETE, request -> change(new AuthChange.DeleteUser(request.getName())))
                .unary(AuthMethods.USER_CHANGE_PASSWORD, this::changePassword)
                .unary(
                        AuthMethods.USER_GRANT_ROLE,
                        request -> change(new AuthChange.GrantRole(request.getUser(), request.getRole())))
                .unary(
                        AuthMethods.USER_REVOKE_ROLE,
                        request -> change(new AuthChange.RevokeRole(request.getUser(), request.getRole())))
                .unary(AuthMethods.ROLE_ADD, request -> change(new AuthChange.AddRole(request.getName())))
                .unary(AuthMethods.ROLE_GET, request -> role(request.getName()))
                .unary(AuthMethods.ROLE_LIST, _ -> roles())
                .unary(AuthMethods.ROLE_DELETE, request -> change(new AuthChange.DeleteRole(request.getName())))
                .unary(AuthMethods.ROLE_GRANT_PERMISSION, this::grantPermission)
                .unary(
                        AuthMethods.ROLE_REVOKE_PERMISSION,
                        request -> change(new AuthChange.RevokePermission(
                                request.getRole(), WireRequests.range(request.getKey(), request.getRangeEnd()))))
                .build();
    }

    private Bytes secret() {
        var secret = new byte[SECRET_BYTES];
        dice.nextBytes(secret);
        return Bytes.wrap(secret);
    }

    private Wire.AuthDoneResponse change(AuthChange change) {
        callers.requireAdmin();
        long revision = etcd.changeAuth(change, callers.caller());
        return Wire.AuthDoneResponse.newBuilder()
                .setHeader(wire.header(revision))
                .build();
    }

    private Wire.ResponseHeader header() {
        return wire.header(etcd.revision());
    }

    private Wire.AuthStatusResponse status() {
        callers.requireAdmin();
        var auth = etcd.auth();
        return Wire.AuthStatusResponse.newBuilder()
                .setHeader(header())
                .setEnabled(auth.enabled())
                .setAuthRevision(auth.revision())
                .build();
    }

    private Wire.AuthenticateResponse authenticate(Wire.AuthenticateRequest request) {
        var auth = etcd.auth();
        if (!auth.enabled()) {
            throw EtcdException.of(Code.AUTH_NOT_ENABLED);
        }
        var user = auth.user(request.getName()).orElseThrow(() -> EtcdException.of(Code.AUTH_FAILED));
        if (!user.hasPassword()) {
            throw Status.UNKNOWN
                    .withDescription("auth: authentication failed, password was given for no password user")
                    .asRuntimeException();
        }
        if (!Passwords.verify(request.getPassword(), user.passwordHash())) {
            throw EtcdException.of(Code.AUTH_FAILED);
        }
        return Wire.AuthenticateResponse.newBuilder()
                .setHeader(header())
                .setToken(tokens.issue(auth, user))
                .build();
    }

    private Wire.AuthDoneResponse addUser(Wire.AuthUserAddRequest request) {
        boolean noPassword = request.getOptions().getNoPassword();
        callers.requireAdmin();
        return change(new AuthChange.AddUser(
                request.getName(), noPassword ? "" : Passwords.hash(request.getPassword(), dice)));
    }

    private Wire.AuthDoneResponse changePassword(Wire.AuthUserChangePasswordRequest request) {
        callers.requireAdmin();
        return change(new AuthChange.ChangePassword(request.getName(), Passwords.hash(request.getPassword(), dice)));
    }

    private Wire.AuthNamesResponse names(Collection<String> names) {
        return Wire.AuthNamesResponse.newBuilder()
                .setHeader(header())
                .addAllNames(names)
                .build();
    }

    private Wire.AuthNamesResponse user(String name) {
        callers.access().userOrAdmin(name);
        return names(etcd.auth()
                .user(name)
                .orElseThrow(() -> EtcdException.of(Code.USER_NOT_FOUND))
                .roles());
    }

    private Wire.AuthNamesResponse users() {
        callers.requireAdmin();
        return names(etcd.auth().users().keySet());
    }

    private Wire.AuthNamesResponse roles() {
        callers.requireAdmin();
        return names(etcd.auth().roles().keySet());
    }

    private Wire.AuthRoleGetResponse role(String name) {
        callers.access().holderOrAdmin(name);
        var role = etcd.auth().role(name).orElseThrow(() -> EtcdException.of(Code.ROLE_NOT_FOUND));
        var permissions = name.equals(Role.ROOT) ? List.of(Permission.ROOT) : role.permissions();
        return Wire.AuthRoleGetResponse.newBuilder()
                .setHeader(header())
                .addAllPerm(permissions.stream().map(AuthService::permission).toList())
                .build();
    }

    private static Wire.Permission permission(Permission permission) {
        return Wire.Permission.newBuilder()
                .setPermType(
                        switch (permission.access()) {
                            case READ -> Wire.Permission.Type.READ;
                            case WRITE -> Wire.Permission.Type.WRITE;
                            case READWRITE -> Wire.Permission.Type.READWRITE;
                        })
                .setKey(WireResponses.bytes(permission.keys().key()))
                .setRangeEnd(WireResponses.bytes(permission.keys().rangeEnd()))
                .build();
    }

    private Wire.AuthDoneResponse grantPermission(Wire.AuthRoleGrantPermissionRequest request) {
        callers.requireAdmin();
        if (!request.hasPerm()) {
            throw EtcdException.of(Code.PERMISSION_NOT_GIVEN);
        }
        var wanted = request.getPerm();
        KeyRange keys = WireRequests.range(wanted.getKey(), wanted.getRangeEnd());
        var access = switch (wanted.getPermType()) {
            case READ -> Permission.Access.READ;
            case WRITE -> Permission.Access.WRITE;
            case READWRITE -> Permission.Access.READWRITE;
            case UNRECOGNIZED -> throw EtcdException.of(Code.INVALID_AUTH_MGMT);
        };
        return change(new AuthChange.GrantPermission(request.getName(), new Permission(access, keys)));
    }
}
