package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import java.nio.ByteBuffer;

/** A lease; when it ends is not the state's matter, for the state has no clock. */
public record LeaseEntry(long id, long ttlSeconds) implements CowTree.Entry {
    @Override
    public Bytes key() {
        return key(id);
    }

    @Override
    public int weight() {
        return 1;
    }

    static Bytes key(long id) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    /** That a key hangs on a lease; ordered by lease, then key. */
    record Attachment(Bytes key, Bytes attached) implements CowTree.Entry {
        static Attachment of(long lease, Bytes attached) {
            return new Attachment(key(lease, attached), attached);
        }

        static Bytes key(long lease, Bytes attached) {
            return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + attached.length())
                    .putLong(lease)
                    .put(attached.array())
                    .array());
        }

        @Override
        public int weight() {
            return 1;
        }
    }
}
