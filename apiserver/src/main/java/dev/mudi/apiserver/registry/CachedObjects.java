package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.cache.EventType;
import dev.mudi.apiserver.cache.Interest;
import dev.mudi.apiserver.cache.Snapshot;
import dev.mudi.apiserver.cache.WatchCache;
import dev.mudi.apiserver.cache.Watcher;
import dev.mudi.apiserver.cache.Worker;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Objects of the watch caches for the server's own parts. Safe for several threads. */
public final class CachedObjects implements ObjectSource {
    private static final Logger LOG = LoggerFactory.getLogger(CachedObjects.class);
    private static final int BATCH = 1_000;

    private final ResourceStores stores;

    /** The objects of these stores. */
    public CachedObjects(ResourceStores stores) {
        this.stores = stores;
    }

    @Override
    public Optional<ObjectValue> get(String group, String resource, String namespace, String name) {
        var store = stores.of(group, resource);
        return store.find(namespace, name).map(store::served);
    }

    @Override
    public Subscription follow(String group, String resource, ObjectListener listener) {
        var following = new Following(stores.of(group, resource), listener);
        following.begin();
        return following;
    }

    /** One follower: a thread of its own that tells it what changes, and starts anew where the cache was. */
    private static final class Following implements Subscription {
        private final ResourceStore store;
        private final ObjectListener listener;

        /** What the listener knows to exist: needed to tell what went while the cache was made anew. */
        private final Map<Bytes, StoredObject> known = new HashMap<>();

        private final Worker thread;
        private volatile boolean closed;
        private volatile Watcher watcher;

        private Following(ResourceStore store, ObjectListener listener) {
            this.store = store;
            this.listener = listener;
            var cache = store.cache();
            var state = cache.snapshot();
            this.watcher = cache.watch(state.revision(), Interest.ALL);
            tell(state);
            listener.synced();
            this.thread = new Worker("follow " + store.definition().name().qualified(), this::follow);
        }

        private void begin() {
            thread.start();
        }

        private void tell(Snapshot state) {
            var prefix = Bytes.utf8(store.layout().prefix());
            known.values().stream()
                    .filter(object -> state.objects().get(object.key()).isEmpty())
                    .toList()
                    .forEach(this::gone);
            state.objects().walk(prefix, prefix, object -> {
                exists(object);
                return true;
            });
        }

        private void exists(StoredObject object) {
            var before = known.put(object.key(), object);
            if (before == null || before.revision() != object.revision()) {
                listener.exists(store.served(object));
            }
        }

        private void gone(StoredObject object) {
            if (known.remove(object.key()) != null) {
                listener.gone(store.served(object));
            }
        }

        private void follow() {
            while (!closed) {
                for (var item : watcher.take(BATCH)) {
                    var object = item.event().shown(item.type());
                    if (item.type() == EventType.DELETED) {
                        gone(object);
                    } else {
                        exists(object);
                    }
                }
                if (watcher.isClosed() && watcher.isDrained() && !closed) {
                    again();
                }
            }
        }

        private void again() {
            try {
                WatchCache cache = store.cache();
                var state = cache.snapshot();
                watcher = cache.watch(state.revision(), Interest.ALL);
                tell(state);
            } catch (RuntimeException e) {
                // The server is closing, or the store cannot answer: whoever closes this ends it.
                LOG.atDebug()
                        .addKeyValue("resource", store.definition().name())
                        .log("not followed: {}", e.getMessage());
                LockSupport.parkNanos(100_000_000);
            }
        }

        @Override
        public void close() {
            closed = true;
            watcher.close();
            thread.close();
        }
    }
}
