package dev.mudi.apiserver.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.storage.Change;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.apiserver.storage.ObjectStorage;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchCacheTest {
    private static final String PREFIX = "/registry/things/";

    private final ObjectCodec codec = new ObjectCodec(
            new ObjectLayout("Thing", "v1", PREFIX, true, List.of(SelectableField.of("spec.nodeName"))));

    @TempDir
    Path directory;

    private EmbeddedEtcd etcd;
    private ObjectStorage storage;
    private WatchCache cache;

    @BeforeEach
    void open() throws IOException {
        etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
        storage = new ObjectStorage(etcd, codec);
        cache = new WatchCache(etcd, codec);
    }

    @AfterEach
    void close() {
        cache.close();
        etcd.close();
    }

    private static ObjectValue thing(String name, String node) {
        return ObjectValue.of(
                "metadata", ObjectValue.of("name", Value.of(name)), "spec", ObjectValue.of("nodeName", Value.of(node)));
    }

    private Bytes key(String name) {
        return codec.layout().key("ns", name);
    }

    private StoredObject create(String name, String node) {
        return storage.create(key(name), thing(name, node), 0).orElseThrow();
    }

    private void write(String name, String node) {
        assertThat(storage.change(key(name), Optional.empty(), current -> new Change.Write(thing(name, node)), 0))
                .isPresent();
    }

    private void delete(String name) {
        storage.change(key(name), Optional.empty(), current -> new Change.Remove(), 0);
    }

    private static List<String> taken(Watcher watcher, int count) {
        var seen = new ArrayList<String>();
        await().until(() -> {
            if (!watcher.isDrained()) {
                watcher.take(100)
                        .forEach(item -> seen.add(item.type() + " "
                                + item.event().shown(item.type()).name()));
            }
            return seen.size() >= count;
        });
        return seen;
    }

    @Test
    void aWriteIsReadAsSoonAsItIsAcknowledged() {
        for (int i = 0; i < 200; i++) {
            var created = create("a" + i, "n");
            assertThat(cache.get(created.key())).map(StoredObject::revision).contains(created.revision());
        }
        assertThat(cache.snapshot().objects().size()).isEqualTo(200);
        assertThat(cache.snapshot().revision()).isEqualTo(etcd.revision());
    }

    @Test
    void aListAndTheWatchFromItsRevisionAreTheStateWhateverIsWrittenMeanwhile() {
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int w = 0; w < 4; w++) {
                var random = new Random(w);
                writers.execute(() -> {
                    for (int i = 0; i < 500; i++) {
                        var name = "t" + random.nextInt(50);
                        switch (random.nextInt(3)) {
                            case 0 -> storage.create(key(name), thing(name, "n"), 0);
                            case 1 ->
                                storage.change(
                                        key(name),
                                        Optional.empty(),
                                        current -> new Change.Write(thing(name, "m" + random.nextInt(9))),
                                        0);
                            default -> delete(name);
                        }
                    }
                });
            }
            var state = new HashMap<String, Long>();
            var start = cache.snapshot();
            start.objects().walk(Bytes.utf8(PREFIX), Bytes.utf8(PREFIX), object -> {
                state.put(object.name(), object.revision());
                return true;
            });
            try (var watcher = cache.watch(start.revision(), Interest.ALL)) {
                writers.shutdown();
                await().until(writers::isTerminated);
                follow(watcher, state);
                assertThat(state).isEqualTo(stored());
            }
        }
    }

    private void follow(Watcher watcher, Map<String, Long> state) {
        long last = etcd.revision();
        await().until(() -> {
            watcher.nudgeAt(System.nanoTime());
            cache.tick();
            long progress = watcher.progress();
            if (!watcher.isDrained()) {
                watcher.take(1_000).forEach(item -> apply(item, state));
            }
            return progress >= last && watcher.isDrained();
        });
    }

    private static void apply(Watcher.Item item, Map<String, Long> state) {
        var object = item.event().shown(item.type());
        if (item.type() == EventType.DELETED) {
            assertThat(state.remove(object.name())).isNotNull();
        } else {
            var before = state.put(object.name(), object.revision());
            assertThat(before == null).isEqualTo(item.type() == EventType.ADDED);
            assertThat(before == null ? 0 : before).isLessThan(object.revision());
        }
    }

    private Map<String, Long> stored() {
        var state = new HashMap<String, Long>();
        cache.snapshot().objects().walk(Bytes.utf8(PREFIX), Bytes.utf8(PREFIX), object -> {
            state.put(object.name(), object.revision());
            return true;
        });
        return state;
    }

    @Test
    void aWatcherOfANodeHearsOnlyOfWhatComesThereAndGoes() {
        var node = new Interest(new Interest.Scope.Trigger(0, "n1"), object -> true);
        try (var watcher = cache.watch(etcd.revision(), node)) {
            create("a", "");
            create("b", "n2");
            write("a", "n1");
            write("a", "n2");

            assertThat(taken(watcher, 2)).containsExactly("ADDED a", "DELETED a");
        }
    }

    @Test
    void aWatchGoesOnFromTheStoresHistoryWhereTheCachesBegins() {
        var first = create("a", "n");
        write("a", "m");
        delete("a");
        cache.close();
        cache = new WatchCache(etcd, codec);
        create("b", "n");

        try (var watcher = cache.watch(first.revision() - 1, Interest.ALL)) {
            assertThat(taken(watcher, 4)).containsExactly("ADDED a", "MODIFIED a", "DELETED a", "ADDED b");
        }
    }

    @Test
    void aRevisionThatIsCompactedIsTooOldToWatchFrom() {
        var first = create("a", "n");
        write("a", "m");
        write("a", "o");
        etcd.compact(etcd.revision());
        cache.close();
        cache = new WatchCache(etcd, codec);

        assertThatThrownBy(() -> cache.watch(first.revision() - 1, Interest.ALL))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> assertThat(e.status().code()).isEqualTo(410));
    }

    @Test
    void aSlowWatcherIsCutAndOthersAreNot() {
        var slow = cache.watch(etcd.revision(), Interest.ALL);
        var quick = cache.watch(etcd.revision(), Interest.ALL);
        create("a", "n");
        int seen = 0;
        for (int i = 0; i < 17_000; i++) {
            write("a", "n" + i);
            if (i % 500 == 0) {
                seen += quick.take(1_000).size();
            }
        }
        await().until(slow::wasCut);

        assertThat(slow.take(1)).isEmpty();
        assertThat(quick.wasCut()).isFalse();
        assertThat(seen).isPositive();
        slow.close();
        quick.close();
        assertThat(cache.watcherCount()).isZero();
    }

    @Test
    void closingTheStoreEndsTheWatches() {
        var watcher = cache.watch(etcd.revision(), Interest.ALL);
        etcd.close();

        await().until(watcher::isClosed);
        assertThat(cache.isBroken()).isTrue();
    }

    @Test
    void aRevisionThatDoesNotComeIsTooLarge() {
        assertThatThrownBy(() -> cache.snapshotNotOlderThan(1_000_000))
                .isInstanceOfSatisfying(StatusException.class, e -> {
                    assertThat(e.status().code()).isEqualTo(504);
                    assertThat(e.status().details().causes().getFirst().reason())
                            .isEqualTo("ResourceVersionTooLarge");
                });
    }

    @Test
    void aReceiverGetsEventsWhileTheTakerWaitsAndWhatItRefusesIsTakenInOrder() {
        var received = new ConcurrentLinkedQueue<String>();
        var taken = new ConcurrentLinkedQueue<String>();
        try (var takers = Executors.newVirtualThreadPerTaskExecutor();
                var watcher = cache.watch(etcd.revision(), Interest.ALL)) {
            watcher.receiver(item -> !nameOf(item).startsWith("refused") && received.add(nameOf(item)));
            takers.execute(() -> {
                while (!watcher.isClosed()) {
                    watcher.take(100).forEach(item -> taken.add(nameOf(item)));
                }
            });
            int writes = 0;
            while (received.isEmpty()) {
                create("a" + writes, "n");
                writes++;
            }
            int before = writes;
            create("refused1", "n");
            create("refused2", "n");
            await().until(() -> received.size() + taken.size() == before + 2);
            assertThat(taken).endsWith("refused1", "refused2").doesNotContainAnyElementsOf(received);
        }
    }

    private static String nameOf(Watcher.Item item) {
        return item.event().shown(item.type()).name();
    }
}
