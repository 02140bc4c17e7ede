package dev.mudi.etcd.transfer;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RangeRequest;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads many keys a page at a time, all as of one revision. */
final class Pages {
    private static final int KEYS = 500;

    private Pages() {}

    static void of(Etcd etcd, KeyRange keys, long revision, Consumer<KeyValue> each) {
        var rest = keys;
        while (true) {
            var page = etcd.range(RangeRequest.of(rest).atRevision(revision).withLimit(KEYS));
            page.kvs().forEach(each);
            if (page.kvs().size() < KEYS) {
                return;
            }
            rest = new KeyRange(after(page.kvs().getLast().key()), keys.rangeEnd());
        }
    }

    /** The lowest key above this one. */
    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.array(), key.length() + 1));
    }
}
