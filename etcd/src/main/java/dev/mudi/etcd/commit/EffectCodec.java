package dev.mudi.etcd.commit;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import dev.mudi.etcd.state.Effect;
import java.util.ArrayList;

/** Effects as bytes of the log: a type byte, then numbers of variable length and length-prefixed bytes. */
final class EffectCodec {
    private static final int WRITE = 1;
    private static final int LEASE_GRANTED = 2;
    private static final int LEASE_REVOKED = 3;
    private static final int COMPACTED = 4;
    private static final int AUTH_CHANGED = 5;
    private static final int CONFIGURED = 6;

    private static final int PUT = 0;
    private static final int PUT_WITH_LEASE = 1;
    private static final int DELETE = 2;

    private EffectCodec() {}

    static void encode(Effect effect, RecordBuffer into) {
        switch (effect) {
            case Effect.Write(var revision, var changes) -> {
                into.putByte(WRITE).putVarLong(revision).putVarLong(changes.size());
                changes.forEach(change -> encode(change, into));
            }
            case Effect.LeaseGranted(var id, var ttl) ->
                into.putByte(LEASE_GRANTED).putLong(id).putVarLong(ttl);
            case Effect.LeaseRevoked(var id) -> into.putByte(LEASE_REVOKED).putLong(id);
            case Effect.AuthChanged(var change) -> AuthCodec.encode(change, into.putByte(AUTH_CHANGED));
            case Effect.Compacted(var revision) -> into.putByte(COMPACTED).putVarLong(revision);
            case Effect.Configured(var changes) -> SettingsCodec.encode(changes, into.putByte(CONFIGURED));
        }
    }

    private static void encode(Effect.Change change, RecordBuffer into) {
        if (change.delete()) {
            into.putByte(DELETE).putBytes(change.key());
            return;
        }
        into.putByte(change.lease() == 0 ? PUT : PUT_WITH_LEASE)
                .putBytes(change.key())
                .putBytes(change.value());
        if (change.lease() != 0) {
            into.putLong(change.lease());
        }
    }

    static Effect decode(RecordReader from) {
        int type = from.readByte();
        return switch (type) {
            case WRITE -> {
                long revision = from.readVarLong();
                long count = from.readVarLong();
                var changes = new ArrayList<Effect.Change>();
                for (long i = 0; i < count; i++) {
                    changes.add(decodeChange(from));
                }
                yield new Effect.Write(revision, changes);
            }
            case LEASE_GRANTED -> new Effect.LeaseGranted(from.readLong(), from.readVarLong());
            case LEASE_REVOKED -> new Effect.LeaseRevoked(from.readLong());
            case COMPACTED -> new Effect.Compacted(from.readVarLong());
            case AUTH_CHANGED -> new Effect.AuthChanged(AuthCodec.decode(from));
            case CONFIGURED -> new Effect.Configured(SettingsCodec.decode(from));
            default -> throw new IllegalStateException("there is no effect of type " + type);
        };
    }

    private static Effect.Change decodeChange(RecordReader from) {
        int type = from.readByte();
        return switch (type) {
            case PUT -> new Effect.Change(from.readBytes(), from.readBytes(), 0, false);
            case PUT_WITH_LEASE -> new Effect.Change(from.readBytes(), from.readBytes(), from.readLong(), false);
            case DELETE -> new Effect.Change(from.readBytes(), Bytes.EMPTY, 0, true);
            default -> throw new IllegalStateException("there is no change of type " + type);
        };
    }
}
