package dev.mudi.etcd.transfer;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Whether two stores hold the same. */
public final class Comparison {
    private final MessageDigest digest;
    private long keys;

    private Comparison() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Compares all keys, values and leases; revisions may differ.
     *
     * @return how many keys there are
     * @throws IOException when they differ
     */
    public static long requireSame(Etcd one, Etcd other) throws IOException {
        var first = of(one);
        var second = of(other);
        if (first.keys != second.keys || !Arrays.equals(first.digest.digest(), second.digest.digest())) {
            throw new IOException("the new store does not hold what the old one holds (" + second.keys + " keys, and "
                    + first.keys + " in the old one): the old one stays in use");
        }
        return first.keys;
    }

    private static Comparison of(Etcd etcd) {
        var all = new Comparison();
        Pages.of(etcd, KeyRange.all(), etcd.revision(), all::add);
        return all;
    }

    private void add(KeyValue kv) {
        if (!kv.key().equals(Export.MARK)) {
            keys++;
            add(kv.key());
            add(kv.value());
            add(Bytes.utf8(Long.toHexString(kv.lease())));
        }
    }

    private void add(Bytes bytes) {
        digest.update((bytes.length() + ":").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        digest.update(bytes.array());
    }
}
