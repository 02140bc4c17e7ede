package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.Projection;
import dev.mudi.etcd.RangeRequest.RevisionBounds;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.RangeResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Reads a long range a page at a time, all pages at one revision: an answer of all of it could be more than gRPC lets a message
 * be (2 GiB), and would stand in memory three times. The pages grow or shrink with the values that were seen.
 */
final class Pages {
    private static final int FIRST_KEYS = 100;
    /** etcd's own tools and kube-apiserver ask for no more at once. */
    private static final int MOST_KEYS = 10_000;

    private static final long PAGE_BYTES = 16L << 20;

    private Pages() {}

    /** Whether the answer can be put together from pages: the keys come in their order, and all of them. */
    static boolean divides(RangeRequest request) {
        return !request.keys().isSingle()
                && request.projection() != Projection.COUNT_ONLY
                && request.sort().target() == SortTarget.KEY
                && request.sort().order() != SortOrder.DESCENDING
                && request.bounds().equals(RevisionBounds.NONE);
    }

    /** @param ask for one page */
    static RangeResponse read(RangeRequest request, Function<RangeRequest, RangeResponse> ask) {
        var page = ask.apply(page(request, request.keys(), request.revision(), limit(request, 0, FIRST_KEYS)));
        long revision = request.revision() == 0 ? page.revision() : request.revision();
        var first = page;
        var kvs = new ArrayList<>(page.kvs());
        int size = FIRST_KEYS;
        while (page.more() && !page.kvs().isEmpty() && (request.limit() == 0 || kvs.size() < request.limit())) {
            size = next(size, page);
            var rest =
                    KeyRange.between(after(kvs.getLast().key()), request.keys().rangeEnd());
            page = ask.apply(page(request, rest, revision, limit(request, kvs.size(), size)));
            kvs.addAll(page.kvs());
        }
        return new RangeResponse(first.revision(), kvs, page.more(), first.count());
    }

    private static RangeRequest page(RangeRequest request, KeyRange keys, long revision, long limit) {
        return new RangeRequest(keys, revision, limit, request.projection(), request.sort(), request.bounds());
    }

    private static long limit(RangeRequest request, long have, int size) {
        return request.limit() == 0 ? size : Math.min(size, request.limit() - have);
    }

    /** How many keys of the size of these are a page. */
    private static int next(int size, RangeResponse page) {
        long bytes = 1;
        for (KeyValue kv : page.kvs()) {
            bytes += kv.key().length() + kv.value().length();
        }
        long fitting = PAGE_BYTES * page.kvs().size() / bytes;
        return (int) Math.clamp(fitting, 1, Math.min(MOST_KEYS, 16L * size));
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.array(), key.length() + 1));
    }
}
