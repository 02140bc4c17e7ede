package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.auth.AuthState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the store knows about itself, beside the keys: who its members are, its alarms, its users. A small map of its own with
 * a revision of its own, which no range and no watch sees. Immutable.
 */
public final class Settings {
    /** Those of a store that knows nothing of itself. */
    public static final Settings NONE = new Settings(CowTree.empty(), 0, AuthState.NONE);

    private final CowTree<Setting> tree;
    private final long revision;
    private final AuthState auth;

    Settings(CowTree<Setting> tree, long revision, AuthState auth) {
        this.tree = tree;
        this.revision = revision;
        this.auth = auth;
    }

    /** One of them. */
    record Setting(Bytes key, Bytes value) implements CowTree.Entry {
        @Override
        public int weight() {
            return 1;
        }
    }

    /**
     * A change of one of them.
     *
     * @param value empty to remove it
     */
    public record Change(Bytes key, Optional<Bytes> value) {
        public static Change set(Bytes key, Bytes value) {
            return new Change(key, Optional.of(value));
        }

        public static Change remove(Bytes key) {
            return new Change(key, Optional.empty());
        }
    }

    /** How often they were changed. */
    public long revision() {
        return revision;
    }

    public Optional<Bytes> get(Bytes key) {
        return Optional.ofNullable(tree.get(key)).map(Setting::value);
    }

    /** The keys with this prefix, in order. */
    public List<Bytes> keys(String prefix) {
        var found = new ArrayList<Bytes>();
        tree.scan(KeyRange.prefix(prefix), setting -> found.add(setting.key()));
        return found;
    }

    /** Whether there is one with this prefix. */
    public boolean has(String prefix) {
        return tree.live(KeyRange.prefix(prefix)) > 0;
    }

    /** Users and roles, which have a revision of their own. */
    public AuthState auth() {
        return auth;
    }

    Settings with(AuthState newAuth) {
        return new Settings(tree, revision, newAuth);
    }

    Settings with(List<Change> changes) {
        var edit = tree.edit();
        for (var change : changes) {
            change.value()
                    .ifPresentOrElse(
                            value -> edit.put(new Setting(change.key(), value)), () -> edit.remove(change.key()));
        }
        return new Settings(edit.seal(), revision + 1, auth);
    }

    Settings at(long newRevision) {
        return new Settings(tree, newRevision, auth);
    }
}
