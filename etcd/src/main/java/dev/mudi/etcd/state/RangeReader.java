package dev.mudi.etcd.state;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeRequest.Projection;
import dev.mudi.etcd.RangeRequest.RevisionBounds;
import dev.mudi.etcd.RangeRequest.SortOrder;
import dev.mudi.etcd.RangeRequest.SortTarget;
import dev.mudi.etcd.RangeResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers ranges over a tree of versions.
 *
 * @param newest the revision of the newest change in the tree; inside a transaction this is one more than the history has
 */
record RangeReader(CowTree<Version> keys, History history, long newest, long compacted) {
    /** Up to so many revisions back, a count is had by undoing them one by one. */
    private static final long UNDO_LIMIT = 4096;

    RangeResponse answer(RangeRequest request) {
        long at = request.revision() <= 0 ? newest : request.revision();
        if (at > newest) {
            throw EtcdException.of(
                    EtcdException.Code.FUTURE_REVISION, "asked for revision " + at + ", the newest is " + newest);
        }
        if (at < compacted) {
            throw EtcdException.compacted(at, compacted);
        }
        if (request.projection() == Projection.COUNT_ONLY) {
            return new RangeResponse(newest, List.of(), false, count(request.keys(), at));
        }
        boolean plain = request.sort().target() == SortTarget.KEY
                && request.sort().order() != SortOrder.DESCENDING
                && request.bounds().equals(RevisionBounds.NONE);
        return plain ? inOrder(request, at) : sorted(request, at);
    }

    private RangeResponse inOrder(RangeRequest request, long at) {
        if (request.keys().isSingle()) {
            var version = resolve(keys.get(request.keys().key()), at);
            if (version == null) {
                return new RangeResponse(newest, List.of(), false, 0);
            }
            var kv = hasValues(request) ? version.kv() : version.bare();
            return new RangeResponse(newest, List.of(kv), false, 1);
        }
        long limit = request.limit() <= 0 ? Long.MAX_VALUE : request.limit();
        var found = new ArrayList<KeyValue>();
        var reading = new Reading();
        boolean all = keys.scan(request.keys(), newestOfKey -> {
            var version = resolve(newestOfKey, at);
            if (version == null) {
                return true;
            }
            if (found.size() == limit) {
                return false;
            }
            return found.add(hasValues(request) ? version.kv(reading) : version.bare());
        });
        return new RangeResponse(newest, found, !all, all ? found.size() : count(request.keys(), at));
    }

    private RangeResponse sorted(RangeRequest request, long at) {
        var found = new ArrayList<Version>();
        long[] count = {0};
        keys.scan(request.keys(), newestOfKey -> {
            var version = resolve(newestOfKey, at);
            if (version != null) {
                count[0]++;
                if (request.bounds().admits(version.bare())) {
                    found.add(version);
                }
            }
            return true;
        });
        var reading = new Reading();
        if (request.sort().target() == SortTarget.VALUE) {
            var whole = new ArrayList<KeyValue>(found.size());
            found.forEach(version -> whole.add(version.kv(reading)));
            var wanted = firstOf(whole, Comparator.comparing(KeyValue::value), request);
            var kvs = hasValues(request)
                    ? wanted
                    : wanted.stream().map(KeyValue::withoutValue).toList();
            return new RangeResponse(newest, kvs, wanted.size() < whole.size(), count[0]);
        }
        var order = switch (request.sort().target()) {
            case KEY, VALUE -> Comparator.comparing(Version::key);
            case VERSION -> Comparator.comparingLong(Version::version);
            case CREATE_REVISION -> Comparator.comparingLong(Version::createRevision);
            case MOD_REVISION -> Comparator.comparingLong(Version::revision);
        };
        var wanted = firstOf(found, order, request).stream()
                .map(version -> hasValues(request) ? version.kv(reading) : version.bare())
                .toList();
        return new RangeResponse(newest, wanted, wanted.size() < found.size(), count[0]);
    }

    private static <T> List<T> firstOf(List<T> found, Comparator<T> order, RangeRequest request) {
        found.sort(request.sort().order() == SortOrder.DESCENDING ? order.reversed() : order);
        boolean more = request.limit() > 0 && found.size() > request.limit();
        return more ? found.subList(0, (int) request.limit()) : found;
    }

    private static boolean hasValues(RangeRequest request) {
        return request.projection() != Projection.KEYS_ONLY;
    }

    /** How many keys the range had at the revision. */
    private long count(KeyRange range, long at) {
        if (at == newest) {
            return keys.live(range);
        }
        if (newest - at > UNDO_LIMIT || history.last() != newest) {
            long[] count = {0};
            keys.scan(range, version -> {
                count[0] += resolve(version, at) == null ? 0 : 1;
                return true;
            });
            return count[0];
        }
        long count = keys.live(range);
        for (long revision = at + 1; revision <= newest; revision++) {
            for (var change : history.at(revision)) {
                count -= range.contains(change.key()) ? change.growth() : 0;
            }
        }
        return count;
    }

    private static @Nullable Version resolve(@Nullable Version newest, long at) {
        var version = newest == null ? null : newest.at(at);
        return version == null || version.isTombstone() ? null : version;
    }
}
