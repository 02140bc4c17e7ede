package dev.mudi.etcd.commit;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.auth.AuthState;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.BlockWriter;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import dev.mudi.etcd.state.Home;
import dev.mudi.etcd.state.LeaseEntry;
import dev.mudi.etcd.state.Place;
import dev.mudi.etcd.state.Reading;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.state.StateLoader;
import dev.mudi.etcd.state.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A state as records: a header (format, sequence number of the last frame in it, revision, compacted revision), users and
 * roles if there are any, the settings, the leases, and all retained versions, by key, the older before the newer. A version
 * that follows one of its key omits the key. Before each value stands what {@link Place} says, so that it can be read alone.
 */
public final class SnapshotCodec {
    private static final long FORMAT = 0x4d75_6469_736e_0002L;
    /** In which no checksum stands before the values. */
    private static final long FIRST_FORMAT = 0x4d75_6469_736e_0001L;

    private static final int LEASE = 1;
    private static final int VERSION = 2;
    private static final int AUTH = 3;
    private static final int SETTING = 4;
    private static final int SETTINGS_REVISION = 5;
    private static final int SAME_KEY = 1;
    private static final int TOMBSTONE = 2;
    private static final int LEASED = 4;

    private SnapshotCodec() {}

    /**
     * A state and the log it belongs to.
     *
     * @param sequence of the last frame whose effects the state has
     */
    public record Content(long sequence, State state) {}

    public static void write(Content content, BlockWriter out) throws IOException {
        write(content, out, _ -> {});
    }

    /** @param places is told the {@link Place} of each value that may be read from there, in the order of {@link State#versions} */
    public static void write(Content content, BlockWriter out, LongConsumer places) throws IOException {
        var state = content.state;
        out.record()
                .putLong(FORMAT)
                .putVarLong(content.sequence)
                .putVarLong(state.revision())
                .putVarLong(state.compactedRevision());
        if (!state.auth().equals(AuthState.NONE)) {
            AuthCodec.encode(state.auth(), out.record().putByte(AUTH));
        }
        for (var lease : state.leases()) {
            out.record().putByte(LEASE).putLong(lease.id()).putVarLong(lease.ttlSeconds());
        }
        var settings = state.settings();
        if (settings.revision() > 0) {
            out.record().putByte(SETTINGS_REVISION).putVarLong(settings.revision());
        }
        for (var key : settings.keys("")) {
            out.record()
                    .putByte(SETTING)
                    .putBytes(key)
                    .putBytes(settings.get(key).orElseThrow());
        }
        try {
            state.versions(new VersionWriter(out, places)::write);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static final class VersionWriter {
        private final BlockWriter out;
        private final LongConsumer places;
        private final Reading reading = new Reading();
        private @Nullable Bytes lastKey;

        VersionWriter(BlockWriter out, LongConsumer places) {
            this.out = out;
            this.places = places;
        }

        void write(Version version) {
            try {
                write(version, out.record());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void write(Version version, RecordBuffer record) {
            var key = version.key();
            boolean sameKey = key.equals(lastKey);
            lastKey = key;
            boolean leased = version.lease() != 0;
            int flags = (sameKey ? SAME_KEY : 0) | (version.isTombstone() ? TOMBSTONE : 0) | (leased ? LEASED : 0);
            record.putByte(VERSION).putByte(flags);
            if (!sameKey) {
                record.putBytes(key);
            }
            record.putVarLong(version.revision()).putVarLong(version.sub());
            if (version.isTombstone()) {
                return;
            }
            var value = version.value(reading).array();
            record.putVarLong(value.length);
            if (Place.isFor(value.length)) {
                places.accept(Place.of(out.position(), value.length));
            }
            record.putInt(Place.check(value, 0, value.length, version.revision()))
                    .putRaw(value)
                    .putVarLong(version.createRevision())
                    .putVarLong(version.version());
            if (leased) {
                record.putLong(version.lease());
            }
        }
    }

    /**
     * Reads a state, and keeps its values in memory.
     *
     * @throws dev.mudi.etcd.log.DamageException when what is read is not what was written
     */
    public static Content read(BlockReader in) throws IOException {
        return read(in, null);
    }

    /**
     * Reads a state.
     *
     * @param home what is read, to leave the values there; null to keep them in memory
     * @throws dev.mudi.etcd.log.DamageException when what is read is not what was written
     */
    public static Content read(BlockReader in, @Nullable Home home) throws IOException {
        var reader = new Reader(home);
        in.forEach(reader::read);
        try {
            return reader.finish();
        } catch (IllegalStateException e) {
            throw in.damage(String.valueOf(e.getMessage()));
        }
    }

    private static final class Reader {
        private final @Nullable Home home;
        private @Nullable StateLoader loader;
        private boolean checked;
        private long sequence;
        private Bytes lastKey = Bytes.EMPTY;

        Reader(@Nullable Home home) {
            this.home = home;
        }

        void read(RecordReader record) {
            if (loader == null) {
                long format = record.readLong();
                checked = format == FORMAT;
                if (!checked && format != FIRST_FORMAT) {
                    throw new IllegalStateException("format " + Long.toHexString(format) + " is not "
                            + Long.toHexString(FORMAT) + ", the one this version reads");
                }
                sequence = record.readVarLong();
                loader = new StateLoader(record.readVarLong(), record.readVarLong());
                return;
            }
            int type = record.readByte();
            switch (type) {
                case LEASE -> loader.lease(new LeaseEntry(record.readLong(), record.readVarLong()));
                case SETTING -> loader.setting(record.readBytes(), record.readBytes());
                case SETTINGS_REVISION -> loader.settingsRevision(record.readVarLong());
                case VERSION -> version(loader, record);
                case AUTH -> loader.auth(AuthCodec.decodeState(record));
                default -> throw new IllegalStateException("there is no record of type " + type);
            }
        }

        private void version(StateLoader into, RecordReader record) {
            int flags = record.readByte();
            lastKey = (flags & SAME_KEY) != 0 ? lastKey : record.readBytes();
            long modRevision = record.readVarLong();
            int sub = (int) record.readVarLong();
            if ((flags & TOMBSTONE) != 0) {
                into.version(KeyValue.tombstone(lastKey, modRevision), sub);
                return;
            }
            long length = record.readVarLong();
            long at = record.position();
            if (checked) {
                // The value may be damaged after today: what its reader checks. The block was checked as a whole.
                record.skip(Integer.BYTES);
            }
            var there =
                    checked && length >= 0 && length <= Integer.MAX_VALUE && Place.isFor((int) length) ? home : null;
            var value = Bytes.EMPTY;
            if (there == null) {
                value = record.readBytes(length);
            } else {
                record.skip(length);
            }
            long createRevision = record.readVarLong();
            long version = record.readVarLong();
            long lease = (flags & LEASED) != 0 ? record.readLong() : 0;
            var kv = new KeyValue(lastKey, value, createRevision, modRevision, version, lease);
            if (there == null) {
                into.version(kv, sub);
            } else {
                into.version(kv, sub, there, Place.of(at, (int) length));
            }
        }

        Content finish() {
            if (loader == null) {
                throw new IllegalStateException("the header is missing");
            }
            return new Content(sequence, loader.finish());
        }
    }
}
