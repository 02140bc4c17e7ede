package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import java.util.List;
import java.util.stream.Stream;

/** The alarms as they stand in the settings: a key for each alarm and member. They stand until someone takes them off. */
public final class Alarms {
    private static final String PREFIX = "alarm/";
    private static final int HEX = 16;

    private Alarms() {}

    /** What can be wrong with a member. */
    public enum Kind {
        /** Its quota is used up: puts are refused on all members. */
        NOSPACE("nospace/"),
        /** It does not hold what the others hold: every change is refused on all members. */
        CORRUPT("corrupt/");

        private final String prefix;

        Kind(String name) {
            this.prefix = PREFIX + name;
        }
    }

    /** An alarm of a member. */
    public record Alarm(Kind kind, long member) {
        Bytes key() {
            return Bytes.utf8(kind.prefix + Long.toHexString(member));
        }
    }

    /** Whether an alarm of this kind stands, whosever it is. */
    public static boolean stands(Settings settings, Kind kind) {
        return settings.has(kind.prefix);
    }

    public static boolean stands(Settings settings, Alarm alarm) {
        return settings.get(alarm.key()).isPresent();
    }

    /** All that stand, by kind and member. */
    public static List<Alarm> all(Settings settings) {
        return Stream.of(Kind.values()).flatMap(kind -> of(settings, kind)).toList();
    }

    private static Stream<Alarm> of(Settings settings, Kind kind) {
        return settings.keys(kind.prefix).stream()
                .map(key -> new Alarm(kind, Long.parseUnsignedLong(key.toUtf8().substring(kind.prefix.length()), HEX)));
    }

    public static Settings.Change raise(Alarm alarm) {
        return Settings.Change.set(alarm.key(), Bytes.EMPTY);
    }

    public static Settings.Change takeOff(Alarm alarm) {
        return Settings.Change.remove(alarm.key());
    }
}
