package dev.mudi.etcd.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A named set of permissions.
 *
 * @param permissions by their first key, no range twice
 */
public record Role(String name, List<Permission> permissions) {
    /** Whoever has the role of this name may do anything. */
    public static final String ROOT = "root";

    public Role {
        permissions = List.copyOf(permissions);
    }

    /** The same with this permission, in the place of one for the same range. */
    Role with(Permission permission) {
        var all = new ArrayList<>(without(permission).permissions);
        all.add(permission);
        all.sort(Comparator.comparing(one -> one.keys().key()));
        return new Role(name, all);
    }

    /** The same without a permission for this one's range. */
    Role without(Permission permission) {
        return new Role(
                name,
                permissions.stream()
                        .filter(one -> !one.keys().equals(permission.keys()))
                        .toList());
    }
}
