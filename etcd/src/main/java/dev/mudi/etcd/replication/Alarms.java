package dev.mudi.etcd.replication;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.state.Settings;
import java.util.List;

/** The alarms as they stand in the settings: a key for each alarm and member. */
public final class Alarms {
    /** While one of these stands, puts are refused on all members. */
    public static final String NO_SPACE = "alarm/nospace/";

    private Alarms() {}

    public static Bytes noSpace(long member) {
        return Bytes.utf8(NO_SPACE + Long.toHexString(member));
    }

    /** The members whose quota is used up. */
    public static List<Long> lackingSpace(Settings settings) {
        return settings.keys(NO_SPACE).stream()
                .map(key -> Long.parseUnsignedLong(key.toUtf8().substring(NO_SPACE.length()), 16))
                .toList();
    }
}
