package dev.mudi.etcd.watch;

import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.state.Version;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A change, and the events made of it: one for all watches that ask alike, however many they are. For one thread at a time. */
final class News {
    private final Version change;
    private final WatchEvent.Type type;
    private @Nullable KeyValue kv;
    private @Nullable List<WatchEvent> plain;
    private @Nullable List<WatchEvent> withPrevious;

    News(Version change) {
        this.change = change;
        this.type = change.isTombstone() ? WatchEvent.Type.DELETE : WatchEvent.Type.PUT;
    }

    long revision() {
        return change.revision();
    }

    WatchEvent.Type type() {
        return type;
    }

    WatchEvent event(boolean prevKv) {
        return alone(prevKv).getFirst();
    }

    /** The event as a list of its own. */
    List<WatchEvent> alone(boolean prevKv) {
        if (prevKv) {
            var made = withPrevious;
            if (made == null) {
                made = List.of(new WatchEvent(type, kv(), Optional.ofNullable(change.previousKv())));
                withPrevious = made;
            }
            return made;
        }
        var made = plain;
        if (made == null) {
            made = List.of(new WatchEvent(type, kv(), Optional.empty()));
            plain = made;
        }
        return made;
    }

    private KeyValue kv() {
        var made = kv;
        if (made == null) {
            made = change.kv();
            kv = made;
        }
        return made;
    }
}
