package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import java.util.Optional;

/** What keeps a store from being changed while it is moved elsewhere, and afterwards; on all members, from its place in the log on. */
public final class Fence {
    private static final Bytes KEY = Bytes.utf8("fence");

    private Fence() {}

    /**
     * The change that raises it.
     *
     * @param by who moves the store
     */
    public static Settings.Change raise(String by) {
        return Settings.Change.set(KEY, Bytes.utf8(by));
    }

    /** The change that takes it down. */
    public static Settings.Change takeDown() {
        return Settings.Change.remove(KEY);
    }

    /** Who has raised it, if it stands. */
    public static Optional<String> by(Settings settings) {
        return settings.get(KEY).map(Bytes::toUtf8);
    }
}
