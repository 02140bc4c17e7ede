package dev.mudi.etcd.commit;

import dev.mudi.etcd.log.RecordBuffer;
import dev.mudi.etcd.log.RecordReader;
import dev.mudi.etcd.state.Settings;
import java.util.ArrayList;
import java.util.List;

/** Changes of settings as bytes. */
public final class SettingsCodec {
    private SettingsCodec() {}

    public static void encode(List<Settings.Change> changes, RecordBuffer into) {
        into.putVarLong(changes.size());
        for (var change : changes) {
            into.putByte(change.value().isPresent() ? 1 : 0).putBytes(change.key());
            change.value().ifPresent(into::putBytes);
        }
    }

    public static List<Settings.Change> decode(RecordReader from) {
        long count = from.readVarLong();
        var changes = new ArrayList<Settings.Change>();
        for (long i = 0; i < count; i++) {
            boolean set = from.readByte() == 1;
            var key = from.readBytes();
            changes.add(set ? Settings.Change.set(key, from.readBytes()) : Settings.Change.remove(key));
        }
        return changes;
    }
}
