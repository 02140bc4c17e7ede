package dev.mudi.etcd.auth;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;

/** What an administrator can do to users and roles. Passwords are hashed before they get here. */
public sealed interface AuthChange {
    /**
     * From now on every request needs a user.
     *
     * @param secret the key that simple tokens are signed with, the same on every member
     */
    record Enable(Bytes secret) implements AuthChange {}

    record Disable() implements AuthChange {}

    /** @param passwordHash empty for a user without a password */
    record AddUser(String name, String passwordHash) implements AuthChange {}

    record DeleteUser(String name) implements AuthChange {}

    record ChangePassword(String name, String passwordHash) implements AuthChange {}

    record GrantRole(String user, String role) implements AuthChange {}

    record RevokeRole(String user, String role) implements AuthChange {}

    record AddRole(String name) implements AuthChange {}

    record DeleteRole(String name) implements AuthChange {}

    record GrantPermission(String role, Permission permission) implements AuthChange {}

    record RevokePermission(String role, KeyRange keys) implements AuthChange {}
}
