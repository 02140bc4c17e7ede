package dev.mudi.apiserver.registry;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.cache.Interest;
import dev.mudi.apiserver.cache.Snapshot;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists objects of a resource that are of an interest, in the order of their keys, page by page. */
public final class Listing {
    private static final int STORE_PAGE = 1_000;

    private final ResourceStore store;
    private final Interest interest;
    private final boolean late;

    /**
     * Some objects of a state.
     *
     * @param revision of the state
     * @param objects in the order of their keys; shown as often as wanted
     * @param next the key from which the rest comes, if there is a rest
     * @param remaining how many objects the rest has, those that are not of interest included
     */
    public record Page(long revision, Objects objects, Optional<Bytes> next, long remaining) {}

    /** Objects that are shown in order, without there being a list of them. */
    @FunctionalInterface
    public interface Objects {
        /** Shows each. */
        void forEach(Consumer<StoredObject> action);

        /** All of them. */
        default List<StoredObject> toList() {
            var all = new ArrayList<StoredObject>();
            forEach(all::add);
            return all;
        }
    }

    /**
     * Lists what of a resource is of this interest.
     *
     * @param late whether the interest asks something of objects in the version in which they are served
     */
    public Listing(ResourceStore store, Interest interest, boolean late) {
        this.store = store;
        this.interest = interest;
        this.late = late;
    }

    /** Of the newest state. */
    public Page newest(Bytes from, Bytes prefix, long limit) {
        return of(store.cache().snapshot(), from, prefix, limit);
    }

    /**
     * Of a state that the cache has.
     *
     * @param from the first key
     * @param prefix of all keys
     * @param limit the most objects wanted, 0 for all
     */
    public Page of(Snapshot state, Bytes from, Bytes prefix, long limit) {
        store.cache().reads().listed();
        var within = interest.prefixIn(prefix);
        var start = from.compareTo(within) < 0 ? within : from;
        ready(state, start, within);
        if (limit == 0) {
            return new Page(state.revision(), new Shown(state, start, within), Optional.empty(), 0);
        }
        var walk = new Walk(limit);
        state.objects().walk(start, within, walk::visit);
        store.cache().reads().listed(walk.looked, walk.objects.size());
        var rest = walk.next();
        long remaining = rest.map(next ->
                        (long) state.objects().rank(KeyRange.prefix(prefix).rangeEnd())
                                - state.objects().rank(next))
                .orElse(0L);
        return new Page(state.revision(), walk.objects::forEach, rest, remaining);
    }

    /** Converts what is to be looked at many at a time. */
    private void ready(Snapshot state, Bytes from, Bytes prefix) {
        if (!late) {
            return;
        }
        var batch = new ArrayList<StoredObject>();
        state.objects().walk(from, prefix, object -> {
            batch.add(object);
            if (batch.size() == STORE_PAGE) {
                store.readyIndex(batch);
                batch.clear();
            }
            return true;
        });
        store.readyIndex(batch);
    }

    /** What of a state is of interest; counted when it is shown for the first time. */
    private final class Shown implements Objects {
        private final Snapshot state;
        private final Bytes from;
        private final Bytes prefix;
        private long looked;
        private long found;
        private boolean counted;

        private Shown(Snapshot state, Bytes from, Bytes prefix) {
            this.state = state;
            this.from = from;
            this.prefix = prefix;
        }

        @Override
        public void forEach(Consumer<StoredObject> action) {
            looked = 0;
            found = 0;
            state.objects().walk(from, prefix, object -> {
                looked++;
                if (interest.covers(object)) {
                    found++;
                    action.accept(object);
                }
                return true;
            });
            if (!counted) {
                counted = true;
                store.cache().reads().listed(looked, found);
            }
        }
    }

    /** Collects until the limit, and whether anything of interest comes after it. */
    private final class Walk {
        private final long limit;
        private final List<StoredObject> objects = new ArrayList<>();
        private boolean more;
        private long looked;

        private Walk(long limit) {
            this.limit = limit;
        }

        private boolean visit(StoredObject object) {
            looked++;
            if (!interest.covers(object)) {
                return true;
            }
            if (limit > 0 && objects.size() >= limit) {
                more = true;
                return false;
            }
            objects.add(object);
            return true;
        }

        private Optional<Bytes> next() {
            return more ? Optional.of(after(objects.getLast().key())) : Optional.empty();
        }
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.array(), key.length() + 1));
    }

    /**
     * Of the state at a revision.
     *
     * @throws StatusException 410 when that is no longer kept, 504 when it has not come yet
     */
    public Page at(long revision, Bytes from, Bytes prefix, long limit) {
        var cache = store.cache();
        var state = cache.snapshot();
        if (state.revision() == revision) {
            return of(state, from, prefix, limit);
        }
        cache.snapshotNotOlderThan(revision);
        var walk = new Walk(limit);
        var end = KeyRange.prefix(interest.prefixIn(prefix)).rangeEnd();
        var at = from.compareTo(interest.prefixIn(prefix)) < 0 ? interest.prefixIn(prefix) : from;
        long unseen = 0;
        boolean more = true;
        while (more) {
            var page = cache.storedAt(revision, KeyRange.between(at, end), STORE_PAGE);
            if (late) {
                store.readyIndex(page.objects());
            }
            int seen = 0;
            while (seen < page.objects().size() && walk.visit(page.objects().get(seen))) {
                seen++;
            }
            boolean full = seen < page.objects().size();
            unseen = page.count() - seen;
            more = page.more() && !full;
            at = page.objects().isEmpty() ? at : after(page.objects().getLast().key());
        }
        cache.reads().storeListed(walk.looked, walk.objects.size());
        return new Page(revision, walk.objects::forEach, walk.next(), unseen);
    }
}
