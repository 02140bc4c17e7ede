package dev.mudi.etcd.grpc;

import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.MethodDescriptor;

/** The methods of etcd's service Auth. */
final class AuthMethods {
    private static final String AUTH = "etcdserverpb.Auth";

    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthDoneResponse> ENABLE = Methods.unary(
            AUTH, "AuthEnable", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthDoneResponse> DISABLE = Methods.unary(
            AUTH, "AuthDisable", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthStatusResponse> STATUS = Methods.unary(
            AUTH,
            "AuthStatus",
            Wire.AuthNameRequest.getDefaultInstance(),
            Wire.AuthStatusResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthenticateRequest, Wire.AuthenticateResponse> AUTHENTICATE = Methods.unary(
            AUTH,
            "Authenticate",
            Wire.AuthenticateRequest.getDefaultInstance(),
            Wire.AuthenticateResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthUserAddRequest, Wire.AuthDoneResponse> USER_ADD = Methods.unary(
            AUTH, "UserAdd", Wire.AuthUserAddRequest.getDefaultInstance(), Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthNamesResponse> USER_GET = Methods.unary(
            AUTH, "UserGet", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthNamesResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthNamesResponse> USER_LIST = Methods.unary(
            AUTH, "UserList", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthNamesResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthDoneResponse> USER_DELETE = Methods.unary(
            AUTH, "UserDelete", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthUserChangePasswordRequest, Wire.AuthDoneResponse> USER_CHANGE_PASSWORD =
            Methods.unary(
                    AUTH,
                    "UserChangePassword",
                    Wire.AuthUserChangePasswordRequest.getDefaultInstance(),
                    Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthUserRoleRequest, Wire.AuthDoneResponse> USER_GRANT_ROLE = Methods.unary(
            AUTH,
            "UserGrantRole",
            Wire.AuthUserRoleRequest.getDefaultInstance(),
            Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthUserRoleRequest, Wire.AuthDoneResponse> USER_REVOKE_ROLE = Methods.unary(
            AUTH,
            "UserRevokeRole",
            Wire.AuthUserRoleRequest.getDefaultInstance(),
            Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthDoneResponse> ROLE_ADD = Methods.unary(
            AUTH, "RoleAdd", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthRoleGetResponse> ROLE_GET = Methods.unary(
            AUTH, "RoleGet", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthRoleGetResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthNamesResponse> ROLE_LIST = Methods.unary(
            AUTH, "RoleList", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthNamesResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthNameRequest, Wire.AuthDoneResponse> ROLE_DELETE = Methods.unary(
            AUTH, "RoleDelete", Wire.AuthNameRequest.getDefaultInstance(), Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthRoleGrantPermissionRequest, Wire.AuthDoneResponse> ROLE_GRANT_PERMISSION =
            Methods.unary(
                    AUTH,
                    "RoleGrantPermission",
                    Wire.AuthRoleGrantPermissionRequest.getDefaultInstance(),
                    Wire.AuthDoneResponse.getDefaultInstance());
    static final MethodDescriptor<Wire.AuthRoleRevokePermissionRequest, Wire.AuthDoneResponse> ROLE_REVOKE_PERMISSION =
            Methods.unary(
                    AUTH,
                    "RoleRevokePermission",
                    Wire.AuthRoleRevokePermissionRequest.getDefaultInstance(),
                    Wire.AuthDoneResponse.getDefaultInstance());

    private AuthMethods() {}
}
