package dev.mudi.etcd.auth;

import java.util.List;
import java.util.stream.Stream;

/**
 * Someone who may be known by a password or by a certificate's common name.
 *
 * @param passwordHash what {@link Passwords} made of it; empty for a user known by certificate only
 * @param roles in order
 */
public record User(String name, String passwordHash, List<String> roles) {
    /** The user that must exist before authentication can be enabled. */
    public static final String ROOT = "root";

    public User {
        roles = List.copyOf(roles);
    }

    public boolean hasPassword() {
        return !passwordHash.isEmpty();
    }

    public boolean isAdmin() {
        return roles.contains(Role.ROOT);
    }

    User with(String role) {
        return new User(
                name,
                passwordHash,
                Stream.concat(roles.stream(), Stream.of(role)).sorted().toList());
    }

    User without(String role) {
        return new User(
                name,
                passwordHash,
                roles.stream().filter(one -> !one.equals(role)).toList());
    }
}
