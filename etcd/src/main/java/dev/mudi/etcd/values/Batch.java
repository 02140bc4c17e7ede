package dev.mudi.etcd.values;

import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.state.Place;
import dev.mudi.etcd.state.Version;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Values that are written with one write, and the versions that are told of it. For one thread. */
final class Batch {
    private static final int FULL = 256 << 10;

    private final RecordBuffer buffer = new RecordBuffer(FULL + (FULL >> 3));
    private final List<Version> versions = new ArrayList<>();
    private final Places offsets = new Places();

    /** Takes a value in; answers whether so many are here that they should be written. */
    boolean add(Version version, byte[] value) {
        versions.add(version);
        offsets.accept(buffer.length());
        buffer.putInt(Place.check(value, 0, value.length, version.revision())).putRaw(value);
        return buffer.length() >= FULL;
    }

    boolean isEmpty() {
        return versions.isEmpty();
    }

    int length() {
        return buffer.length();
    }

    void writeTo(ValueFile file, long at) throws IOException {
        file.write(ByteBuffer.wrap(buffer.array(), 0, buffer.length()), at);
    }

    /** Says to the versions that their values are in the file now, unless they have got elsewhere meanwhile. */
    void settle(ValueFile file, long at) {
        for (var version : versions) {
            long offset = at + offsets.take();
            var value = version.movable();
            if (value != null) {
                version.move(file, Place.of(offset, value.length));
            }
        }
    }

    void clear() {
        versions.clear();
        offsets.clear();
        buffer.clear();
    }
}
