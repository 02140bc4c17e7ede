package dev.mudi.apiserver.storage;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between trees and stored objects. Whoever writes a tree has its index at hand while the bytes are on their way to the store and
 * from there to the watch cache: a draft keeps it for that time, so that what was written here is not parsed again. Safe for
 * several threads.
 */
public final class ObjectCodec {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectCodec.class);

    /** So many objects that were just written keep their trees: whoever follows or changes them next need not parse them. */
    private static final int FRESH = 32;

    /** Larger ones do not: a tree is a multiple of its bytes. */
    private static final int FRESH_BYTES = 16 * 1024;

    private final ObjectLayout layout;
    private final Reading reading;

    /** The layouts of objects that stand in the store in other versions; bounded by the versions that the reading knows. */
    private final Map<String, ObjectLayout> layouts = new ConcurrentHashMap<>();

    /** Bounded by the writes under way. */
    private final ConcurrentMap<Identity, Draft> drafts = new ConcurrentHashMap<>();

    private final ArrayDeque<StoredObject> fresh = new ArrayDeque<>(0);

    private static final class Identity {
        private final byte[] array;

        private Identity(byte[] array) {
            this.array = array;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity that && that.array == array;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(array);
        }
    }

    /** An object on its way to the store; to be closed when the store has answered. */
    public final class Draft implements AutoCloseable {
        private final ObjectValue tree;
        private final Bytes value;
        private final ObjectIndex index;

        /** What a reader gets: defaults of what was not written, as of a status that is not of a create, come by reading. */
        private final Bytes shown;

        private Draft(ObjectValue object) {
            var read = reading.read(object);
            boolean asItIs = read == object || read.equals(object);
            tree = layout.ordered(read);
            value = Bytes.wrap(Json.write(asItIs ? tree : layout.ordered(object)));
            shown = asItIs ? value : layout.encode(read);
            index = layout.index(read);
            drafts.put(new Identity(value.array()), this);
        }

        /** The bytes to store. */
        public Bytes value() {
            return value;
        }

        /** What was stored. */
        public StoredObject storedAs(Bytes key, long revision) {
            return new StoredObject(layout, key, shown, revision, index, shown != value);
        }

        @Override
        public void close() {
            drafts.remove(new Identity(value.array()));
        }
    }

    /** A codec for one layout, for objects that are read as they were stored. */
    public ObjectCodec(ObjectLayout layout) {
        this(layout, Reading.AS_STORED);
    }

    /** A codec for objects that are written in a layout and read in this way. */
    public ObjectCodec(ObjectLayout layout, Reading reading) {
        this.layout = layout;
        this.reading = reading;
    }

    /** The layout. */
    public ObjectLayout layout() {
        return layout;
    }

    /** Encodes an object and keeps its index until the draft is closed. */
    public Draft draft(ObjectValue object) {
        return new Draft(object);
    }

    /**
     * The object of a value in the store. One that is no JSON object is taken as one with nothing in it, and logged: one damaged
     * value must not hide all others.
     */
    public StoredObject decode(KeyValue kv) {
        var value = kv.value();
        var known = drafts.get(new Identity(value.array()));
        if (known != null) {
            var object = known.storedAs(kv.key(), kv.modRevision());
            keepFresh(object, known.tree);
            return object;
        }
        try {
            var tree = Json.parseObject(value.array());
            var read = reading.read(tree);
            var of = layoutOf(read);
            boolean asItIs = read.equals(tree) && of.isCanonical(value.array());
            return new StoredObject(
                    of,
                    kv.key(),
                    asItIs ? value : of.encode(read),
                    kv.modRevision(),
                    of.index(read),
                    !read.equals(tree));
        } catch (MalformedException e) {
            LOG.atError()
                    .addKeyValue("key", kv.key())
                    .addKeyValue("revision", kv.modRevision())
                    .log("the store holds a value that is no JSON object: {}", e.getMessage());
            return new StoredObject(
                    layout, kv.key(), layout.encode(ObjectValue.EMPTY), kv.modRevision(), ObjectIndex.EMPTY, false);
        }
    }

    private void keepFresh(StoredObject object, ObjectValue tree) {
        if (object.size() > FRESH_BYTES) {
            return;
        }
        object.remember(tree);
        synchronized (fresh) {
            fresh.addLast(object);
            if (fresh.size() > FRESH) {
                fresh.removeFirst().forget();
            }
        }
    }

    private ObjectLayout layoutOf(ObjectValue object) {
        var version = object.string("apiVersion");
        return version.equals(layout.apiVersion()) || !reading.knows(version)
                ? layout
                : layouts.computeIfAbsent(version, layout::inVersion);
    }
}
