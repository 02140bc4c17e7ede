package dev.mudi.etcd.auth;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;

/** What a role allows on some keys. */
public record Permission(Access access, KeyRange keys) {
    /** The permission that the root role has without being granted it. */
    public static final Permission ROOT =
            new Permission(Access.READWRITE, new KeyRange(Bytes.EMPTY, Bytes.copyOf((byte) 0)));

    public enum Access {
        READ,
        WRITE,
        READWRITE;

        boolean allows(Access wanted) {
            return this == READWRITE || this == wanted;
        }
    }

    /** Whether the range is one that can be granted: a key, an interval that is not empty, or all from a key on. */
    boolean isValid() {
        return !keys.key().isEmpty()
                && (keys.isSingle() || keys.isOpen() || keys.key().compareTo(keys.rangeEnd()) < 0);
    }
}
