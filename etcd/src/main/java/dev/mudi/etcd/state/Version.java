package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A key as one revision left it, and the way to how it was before. Immutable but for compaction, which cuts that way;
 * whoever finds it cut also finds the compacted revision moved.
 */
public final class Version implements CowTree.Entry {
    /** What a version costs in memory besides its key and value: the objects around them, and its places in tree and history. */
    static final int OVERHEAD_BYTES = 160;

    private static final VarHandle PREVIOUS;

    static {
        try {
            PREVIOUS = MethodHandles.lookup().findVarHandle(Version.class, "previous", Version.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final KeyValue kv;
    private final int sub;

    @SuppressWarnings("unused") // By the handle.
    private @Nullable Version previous;

    /**
     * @param sub the place among the changes of the revision, from 0
     * @param previous the change of this key before this one, null when there is none
     */
    public Version(KeyValue kv, int sub, @Nullable Version previous) {
        this.kv = kv;
        this.sub = sub;
        this.previous = previous;
    }

    public KeyValue kv() {
        return kv;
    }

    public int sub() {
        return sub;
    }

    public long revision() {
        return kv.modRevision();
    }

    @Override
    public Bytes key() {
        return kv.key();
    }

    @Override
    public int weight() {
        return kv.isTombstone() ? 0 : 1;
    }

    /** The change before this one, null when there was none or it was compacted away. */
    public @Nullable Version previous() {
        return (Version) PREVIOUS.getAcquire(this);
    }

    /** What was there before this change, null when nothing was or it was compacted away. */
    public @Nullable KeyValue previousKv() {
        var before = previous();
        return before == null || before.kv.isTombstone() ? null : before.kv;
    }

    /** The newest version of this key up to the revision, null when there is none. */
    @Nullable
    Version at(long revision) {
        @Nullable Version version = this;
        while (version != null && version.revision() > revision) {
            version = version.previous();
        }
        return version;
    }

    /** By how much this change made the count of live keys grow. */
    int growth() {
        if (kv.isTombstone()) {
            return -1;
        }
        return kv.version() == 1 ? 1 : 0;
    }

    /** What this version counts against the quota. */
    long bytes() {
        return (long) kv.key().length() + kv.value().length() + OVERHEAD_BYTES;
    }

    /**
     * Forgets what was before.
     *
     * @return how many bytes of the quota that gave back
     */
    long cut() {
        long freed = 0;
        for (var version = previous(); version != null; version = version.previous()) {
            freed += version.bytes();
        }
        PREVIOUS.setRelease(this, (Version) null);
        return freed;
    }
}
