package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.auth.AuthState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything the store holds, as of one revision. Immutable; see the package for what compaction does to old revisions. */
public final class State {
    /** The revision of an empty store, as in etcd. */
    public static final long FIRST_REVISION = 1;

    private final CowTree<Version> keys;
    private final CowTree<LeaseEntry> leases;
    private final CowTree<LeaseEntry.Attachment> attachments;
    private final History history;
    private final Settings settings;
    private final long compacted;
    private final Footprint footprint;

    State(
            CowTree<Version> keys,
            CowTree<LeaseEntry> leases,
            CowTree<LeaseEntry.Attachment> attachments,
            History history,
            Settings settings,
            long compacted,
            Footprint footprint) {
        this.keys = keys;
        this.leases = leases;
        this.attachments = attachments;
        this.history = history;
        this.settings = settings;
        this.compacted = compacted;
        this.footprint = footprint;
    }

    /** An empty store. */
    public static State empty() {
        return new State(
                CowTree.empty(),
                CowTree.empty(),
                CowTree.empty(),
                History.after(FIRST_REVISION),
                Settings.NONE,
                0,
                Footprint.NONE);
    }

    /** The newest revision. */
    public long revision() {
        return history.last();
    }

    /** The oldest readable revision, 0 when nothing was compacted. */
    public long compactedRevision() {
        return compacted;
    }

    /** What counts against the quota. */
    public long bytes() {
        return footprint.bytes();
    }

    /** What the keys with all their versions take. */
    public Footprint footprint() {
        return footprint;
    }

    /** How many keys there are. */
    public long keyCount() {
        return keys.live();
    }

    /** Users and roles. */
    public AuthState auth() {
        return settings.auth();
    }

    public History history() {
        return history;
    }

    /** What the store knows about itself. */
    public Settings settings() {
        return settings;
    }

    /** The same keys, leases and users in a store that knows of itself what this one knows: its members, and no alarm of another. */
    public State asOf(Settings own) {
        return new State(keys, leases, attachments, history, own.with(auth()), compacted, footprint);
    }

    CowTree<Version> keys() {
        return keys;
    }

    /** Starts changes from this state. */
    public StateEdit edit() {
        return new StateEdit(this, keys.edit(), leases.edit(), attachments.edit());
    }

    /**
     * Answers a range.
     *
     * @throws EtcdException {@code COMPACTED}, {@code FUTURE_REVISION}
     */
    public RangeResponse range(RangeRequest request) {
        return new RangeReader(keys, history, revision(), compacted).answer(request);
    }

    /** The key as it is now, null when it does not exist. */
    public @Nullable KeyValue get(Bytes key) {
        var version = keys.get(key);
        return version == null || version.isTombstone() ? null : version.kv();
    }

    public Optional<LeaseEntry> lease(long id) {
        return Optional.ofNullable(leases.get(LeaseEntry.key(id)));
    }

    /** All leases, by identity as unsigned numbers. */
    public List<LeaseEntry> leases() {
        var all = new ArrayList<LeaseEntry>();
        leases.scan(ALL, all::add);
        return all;
    }

    /** The keys that hang on a lease, in order. */
    public List<Bytes> leaseKeys(long id) {
        return leaseKeys(attachments, id);
    }

    static List<Bytes> leaseKeys(CowTree<LeaseEntry.Attachment> attachments, long id) {
        var found = new ArrayList<Bytes>();
        attachments.scan(KeyRange.prefix(LeaseEntry.key(id)), attachment -> found.add(attachment.attached()));
        return found;
    }

    /**
     * Shows each retained version of each key, by key, and the older before the newer. What a state is made of again by
     * {@link StateLoader}.
     */
    public void versions(Consumer<Version> visitor) {
        var chain = new ArrayList<Version>();
        keys.scan(ALL, newest -> {
            if (newest.previous() == null) {
                visitor.accept(newest);
                return true;
            }
            for (@Nullable Version version = newest; version != null; version = version.previous()) {
                chain.add(version);
            }
            chain.reversed().forEach(visitor);
            chain.clear();
            return true;
        });
    }

    /** What is wrong with this state, one sentence each; always empty unless there is a defect in this package or on the disk. */
    public List<String> violations() {
        return new StateCheck(this).run();
    }

    /** Every key there can be, the empty one too. */
    static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Bytes.copyOf((byte) 0));
}
