package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A key as one revision left it, and the way to how it was before. Immutable but for compaction, which cuts that way;
 * whoever finds it cut also finds the compacted revision moved. Its value is in memory at first, and later in a file.
 *
 * <p>There are as many of these as keys and more, so a version is one object around the arrays of key and value: a
 * {@link KeyValue} is made of it when someone asks. What is of most versions
 * is in the smaller kinds of them.
 */
public abstract sealed class Version implements CowTree.Entry {
    /** What a version costs in memory besides its key and value: the objects around them, and its places in tree and history. */
    static final int OVERHEAD_BYTES = 96;

    private static final VarHandle PREVIOUS;
    private static final VarHandle HOME;
    private static final VarHandle PLACE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            PREVIOUS = lookup.findVarHandle(Later.class, "previous", Version.class);
            HOME = lookup.findVarHandle(Version.class, "home", Object.class);
            PLACE = lookup.findVarHandle(Version.class, "place", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The packed key, shared by all its versions. */
    private final byte[] key;

    /** The value's array; or the {@link Home} it lies in, at the place; or a {@link Move} while that changes. */
    @SuppressWarnings("unused") // By the handle.
    private Object home;

    @SuppressWarnings("unused") // By the handle.
    private long place;

    private final long modRevision;

    private Version(KeyValue kv, byte[] key) {
        this.key = key;
        this.home = kv.value().array();
        this.modRevision = kv.modRevision();
    }

    /** Where a value lay that is on its way from one file into another. */
    private record Move(Home from, long place) {}

    /**
     * @param sub the place among the changes of the revision, from 0
     * @param previous the change of this key before this one, null when there is none
     */
    public static Version of(KeyValue kv, int sub, @Nullable Version previous) {
        boolean plain = sub == 0 && kv.lease() == 0 && kv.version() == (int) kv.version();
        if (!plain) {
            return new Wide(kv, sub, previous);
        }
        boolean first = previous == null && kv.version() == 1 && kv.createRevision() == kv.modRevision();
        return first ? new First(kv) : new Later(kv, previous);
    }

    /** What a key was made with, if nothing is known of a time before: of most keys there is nothing else. */
    private static final class First extends Version {
        First(KeyValue kv) {
            super(kv, Prefixes.SHARED.pack(kv.key()));
        }

        @Override
        public int sub() {
            return 0;
        }

        @Override
        public long version() {
            return 1;
        }

        @Override
        public long createRevision() {
            return revision();
        }

        @Override
        public long lease() {
            return 0;
        }

        @Override
        public @Nullable Version previous() {
            return null;
        }

        @Override
        void forgetPrevious() {
            // There is none.
        }
    }

    /** The first change of its revision, of a key that hangs on no lease: nearly all are. */
    private static sealed class Later extends Version {
        private final long createRevision;
        private final int version;

        @SuppressWarnings("unused") // By the handle.
        private @Nullable Version previous;

        Later(KeyValue kv, @Nullable Version previous) {
            // One array for a key, however often it is written.
            super(kv, previous == null ? Prefixes.SHARED.pack(kv.key()) : previous.key);
            this.createRevision = kv.createRevision();
            this.version = (int) kv.version();
            this.previous = previous;
        }

        @Override
        public int sub() {
            return 0;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public long createRevision() {
            return createRevision;
        }

        @Override
        public long lease() {
            return 0;
        }

        @Override
        public @Nullable Version previous() {
            return (Version) PREVIOUS.getAcquire(this);
        }

        @Override
        void forgetPrevious() {
            PREVIOUS.setRelease(this, (Version) null);
        }
    }

    private static final class Wide extends Later {
        private final int sub;
        private final long version;
        private final long lease;

        Wide(KeyValue kv, int sub, @Nullable Version previous) {
            super(kv, previous);
            this.sub = sub;
            this.version = kv.version();
            this.lease = kv.lease();
        }

        @Override
        public int sub() {
            return sub;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public long lease() {
            return lease;
        }
    }

    /** The place among the changes of the revision, from 0. */
    public abstract int sub();

    /** How often the key was written since its creation; 0 for a deletion. */
    public abstract long version();

    /** The lease the key hangs on, 0 for none. */
    public abstract long lease();

    public abstract long createRevision();

    public long revision() {
        return modRevision;
    }

    @Override
    public Bytes key() {
        return Prefixes.SHARED.unpack(key);
    }

    @Override
    public int compareKey(Bytes other) {
        return Prefixes.SHARED.compare(key, other);
    }

    /** @throws LostValueException when it is in a file and cannot be read from there */
    public Bytes value() {
        return HOME.getAcquire(this) instanceof byte[] array ? Bytes.wrap(array) : Bytes.wrap(stored(null));
    }

    /** As {@link #value()}, as one of many. */
    public Bytes value(Reading reading) {
        return HOME.getAcquire(this) instanceof byte[] array ? Bytes.wrap(array) : Bytes.wrap(stored(reading));
    }

    /**
     * Reads the value from where it is, or has come to meanwhile. The place belongs to the home that is there before and after
     * it was read: whoever moves a value on first puts a {@link Move} in the home's place, and no value comes back to a file.
     */
    private byte[] stored(@Nullable Reading reading) {
        while (true) {
            var at = HOME.getAcquire(this);
            if (at instanceof byte[] array) {
                return array;
            }
            var from = at instanceof Move move ? move : new Move((Home) at, (long) PLACE.getAcquire(this));
            if (HOME.getAcquire(this) != at) {
                continue;
            }
            try {
                return reading == null
                        ? Reading.one(from.from, from.place, modRevision)
                        : reading.read(from.from, from.place, modRevision);
            } catch (IOException e) {
                if (!from.from.isClosed()) {
                    throw LostValueException.damaged(from.from, from.place, e);
                }
                if (HOME.getAcquire(this) == at) {
                    throw LostValueException.gone(from.from, e);
                }
            }
        }
    }

    /** How many bytes the value has; known wherever it is. */
    int valueLength() {
        return switch (HOME.getAcquire(this)) {
            case byte[] array -> array.length;
            case Move move -> Place.length(move.place);
            default -> Place.length((long) PLACE.getAcquire(this));
        };
    }

    /** Whether the value may lie in a file; always the same of a version. */
    public boolean isMovable() {
        return Place.isFor(valueLength());
    }

    /** The array of a value that is in memory and may lie in a file, null for any other. */
    public byte @Nullable [] movable() {
        return HOME.getAcquire(this) instanceof byte[] array && Place.isFor(array.length) ? array : null;
    }

    /**
     * Says that the value lies in a file now, where it was not before. Not by two threads at a time; readers see either.
     *
     * @param at in the file, of a value of this length
     */
    public void move(Home to, long at) {
        if (HOME.getAcquire(this) instanceof Home from) {
            HOME.setRelease(this, new Move(from, (long) PLACE.getAcquire(this)));
        }
        PLACE.setRelease(this, at);
        HOME.setRelease(this, to);
    }

    public KeyValue kv() {
        return kv(value());
    }

    /** As {@link #kv()}, as one of many. */
    KeyValue kv(Reading reading) {
        return kv(value(reading));
    }

    /** All but the value, which need not be read for it. */
    KeyValue bare() {
        return kv(Bytes.EMPTY);
    }

    private KeyValue kv(Bytes value) {
        return new KeyValue(key(), value, createRevision(), modRevision, version(), lease());
    }

    /** Whether this marks a deletion. */
    public boolean isTombstone() {
        return version() == 0;
    }

    @Override
    public int weight() {
        return isTombstone() ? 0 : 1;
    }

    /** The change before this one, null when there was none or it was compacted away. */
    public abstract @Nullable Version previous();

    abstract void forgetPrevious();

    /** What was there before this change, null when nothing was or it was compacted away. */
    public @Nullable KeyValue previousKv() {
        var before = previous();
        return before == null || before.isTombstone() ? null : before.kv();
    }

    /** The newest version of this key up to the revision, null when there is none. */
    @Nullable
    Version at(long revision) {
        @Nullable Version version = this;
        while (version != null && version.modRevision > revision) {
            version = version.previous();
        }
        return version;
    }

    /** By how much this change made the count of live keys grow. */
    int growth() {
        long version = version();
        if (version == 0) {
            return -1;
        }
        return version == 1 ? 1 : 0;
    }

    /** What this version takes. */
    Footprint footprint() {
        long held = (long) Prefixes.SHARED.length(key) + OVERHEAD_BYTES;
        return new Footprint(held + valueLength(), held);
    }

    /**
     * Forgets what was before.
     *
     * @return what that gave back
     */
    Footprint cut() {
        var freed = Footprint.NONE;
        for (var version = previous(); version != null; version = version.previous()) {
            freed = freed.plus(version.footprint());
        }
        forgetPrevious();
        return freed;
    }
}
