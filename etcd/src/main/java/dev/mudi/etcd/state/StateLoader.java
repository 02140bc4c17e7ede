package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.auth.AuthState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a state of what {@link State#leases} and {@link State#versions} have shown, in the same order. For one thread. */
public final class StateLoader {
    private final CowTree.Edit<Version> keys = CowTree.<Version>empty().edit();
    private final CowTree.Edit<LeaseEntry> leases = CowTree.<LeaseEntry>empty().edit();
    private final CowTree.Edit<LeaseEntry.Attachment> attachments =
            CowTree.<LeaseEntry.Attachment>empty().edit();
    private final List<Settings.Change> settings = new ArrayList<>();
    private final List<Version> recent = new ArrayList<>();
    private final long revision;
    private final long compacted;
    private final long historyFirst;
    private @Nullable Version last;
    private Footprint footprint = Footprint.NONE;
    private AuthState auth = AuthState.NONE;
    private long settingsRevision;

    /**
     * @param revision the state's newest revision
     * @param compacted its compacted revision, 0 for none
     */
    public StateLoader(long revision, long compacted) {
        this.revision = revision;
        this.compacted = compacted;
        this.historyFirst = Math.max(compacted, State.FIRST_REVISION + 1);
    }

    public void auth(AuthState loaded) {
        auth = loaded;
    }

    public void lease(LeaseEntry lease) {
        leases.put(lease);
    }

    /** What the store knew about itself. */
    public void setting(Bytes key, Bytes value) {
        settings.add(Settings.Change.set(key, value));
    }

    public void settingsRevision(long at) {
        settingsRevision = at;
    }

    /**
     * Adds a version: after the older ones of its key, and after all keys before it.
     *
     * @throws IllegalStateException when it is out of order or younger than the state
     */
    public void version(KeyValue kv, int sub) {
        link(kv, sub);
        account();
    }

    /**
     * As {@link #version(KeyValue, int)}, of one whose value lies in a file.
     *
     * @param bare all but the value
     */
    public void version(KeyValue bare, int sub, Home home, long place) {
        link(bare, sub).move(home, place);
        account();
    }

    private Version link(KeyValue kv, int sub) {
        var before = last;
        boolean sameKey = before != null && before.compareKey(kv.key()) == 0;
        if (before != null && !sameKey) {
            if (before.key().compareTo(kv.key()) > 0) {
                throw new IllegalStateException("key " + kv.key() + " comes after key " + before.key());
            }
            finish(before);
        }
        if (kv.modRevision() > revision || (before != null && sameKey && kv.modRevision() <= before.revision())) {
            throw new IllegalStateException("key " + kv.key() + " has revision " + kv.modRevision()
                    + " out of order; the newest of all is " + revision);
        }
        var linked = Version.of(kv, sub, sameKey ? before : null);
        last = linked;
        if (kv.modRevision() >= historyFirst) {
            recent.add(linked);
        }
        return linked;
    }

    private void account() {
        footprint = last == null ? footprint : footprint.plus(last.footprint());
    }

    private void finish(Version newest) {
        keys.put(newest);
        if (newest.lease() != 0) {
            attachments.put(LeaseEntry.Attachment.of(newest.lease(), newest.key()));
        }
    }

    /** @throws IllegalStateException when a revision of the history is missing */
    public State finish() {
        if (last != null) {
            finish(last);
        }
        try {
            var history = History.of(recent, historyFirst, revision);
            return new State(
                    keys.seal(),
                    leases.seal(),
                    attachments.seal(),
                    history,
                    Settings.NONE.with(settings).with(auth).at(settingsRevision),
                    compacted,
                    footprint);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
