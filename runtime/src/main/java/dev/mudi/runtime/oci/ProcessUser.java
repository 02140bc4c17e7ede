package dev.mudi.runtime.oci;

import java.util.List;

/**
 * Who a process runs as.
 *
 * @param uid user, 0 to 2^32 - 2
 * @param gid primary group
 * @param additionalGids supplementary groups, without duplicates
 */
public record ProcessUser(long uid, long gid, List<Long> additionalGids) {

    public static final ProcessUser ROOT = new ProcessUser(0, 0, List.of());
}
