package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.CompactResponse;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.KeyValue;
import dev.mudi.etcd.LeaseGrantResponse;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.PutResponse;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.ResponseOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.auth.AuthChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes to a state under way, for one thread: requests go in one after the other, each sees what those before it did.
 * A request is refused before it changes anything, so that one that throws leaves no trace. Nothing of it is seen by
 * anyone before {@link #seal}; to give it up, drop it.
 */
public final class StateEdit {
    /** The longest time to live of a lease, as in etcd. */
    public static final long MAX_TTL_SECONDS = 9_000_000_000L;

    /** The shortest; a shorter one is granted this much, as etcd does with its default election timeout. */
    public static final long MIN_TTL_SECONDS = 2;

    private final CowTree.Edit<Version> keys;
    private final CowTree.Edit<LeaseEntry> leases;
    private final CowTree.Edit<LeaseEntry.Attachment> attachments;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Compaction> compactions = new ArrayList<>(0);
    private History history;
    private Settings settings;
    private long compacted;
    private Footprint footprint;
    /** The changes of the revision under way, {@code history.last() + 1}. */
    private List<Version> changes = new ArrayList<>(1);

    StateEdit(
            State from,
            CowTree.Edit<Version> keys,
            CowTree.Edit<LeaseEntry> leases,
            CowTree.Edit<LeaseEntry.Attachment> attachments) {
        this.keys = keys;
        this.leases = leases;
        this.attachments = attachments;
        this.history = from.history();
        this.settings = from.settings();
        this.compacted = from.compactedRevision();
        this.footprint = from.footprint();
    }

    /** The newest revision, with what was done so far. */
    public long revision() {
        return history.last();
    }

    /** The changes so far, revision by revision. */
    public History history() {
        return history;
    }

    /** What the keys with all their versions take, with what was done so far. */
    public Footprint footprint() {
        return footprint;
    }

    /** What was done so far, in order, for the log. */
    public List<Effect> effects() {
        return effects;
    }

    /** What the compactions among the changes leave to do once the new state is the one that is seen. */
    public List<Compaction> compactions() {
        return compactions;
    }

    /** The keys on a lease, with what was done so far. */
    public List<Bytes> leaseKeys(long id) {
        return State.leaseKeys(attachments.view(), id);
    }

    /** The state with all changes; this edit is over. */
    public State seal() {
        return new State(keys.seal(), leases.seal(), attachments.seal(), history, settings, compacted, footprint);
    }

    /**
     * Runs a transaction that {@link TxnCheck} has nothing against.
     *
     * @throws EtcdException {@code KEY_NOT_FOUND}, {@code LEASE_NOT_FOUND}, {@code COMPACTED}, {@code FUTURE_REVISION}
     */
    public TxnResponse txn(TxnRequest request) {
        var path = TxnPath.decide(request, keys.view());
        // In etcd's order: whatever is wrong with a put comes before what is wrong with a range.
        checkBranch(request, path, this::checkPut);
        checkBranch(request, path, this::checkRange);
        var responses = run(request, path);
        finishRevision();
        return new TxnResponse(revision(), path.succeeded(), responses);
    }

    private static void checkBranch(TxnRequest request, TxnPath path, Consumer<RequestOp> check) {
        int nested = 0;
        for (var op : path.branch(request)) {
            if (op instanceof TxnRequest inner) {
                checkBranch(inner, path.nested().get(nested++), check);
            } else {
                check.accept(op);
            }
        }
    }

    private void checkRange(RequestOp op) {
        if (op instanceof RangeRequest range) {
            checkRevision(range.revision());
        }
    }

    private void checkPut(RequestOp op) {
        if (!(op instanceof PutRequest put)) {
            return;
        }
        if ((put.ignoreValue() || put.ignoreLease()) && live(put.key()) == null) {
            throw EtcdException.of(Code.KEY_NOT_FOUND);
        }
        if (put.lease() != 0) {
            requireLease(put.lease());
        }
    }

    private void checkRevision(long revision) {
        if (revision > revision()) {
            throw EtcdException.of(
                    Code.FUTURE_REVISION, "asked for revision " + revision + ", the newest is " + revision());
        }
        if (revision > 0 && revision < compacted) {
            throw EtcdException.compacted(revision, compacted);
        }
    }

    private LeaseEntry requireLease(long id) {
        var lease = leases.get(LeaseEntry.key(id));
        if (lease == null) {
            throw EtcdException.of(Code.LEASE_NOT_FOUND, "lease " + Long.toHexString(id));
        }
        return lease;
    }

    private List<ResponseOp> run(TxnRequest request, TxnPath path) {
        var ops = path.branch(request);
        if (ops.size() == 1 && !(ops.getFirst() instanceof TxnRequest)) {
            return List.of(run(ops.getFirst()));
        }
        var responses = new ArrayList<ResponseOp>(ops.size());
        int nested = 0;
        for (var op : ops) {
            if (op instanceof TxnRequest inner) {
                var innerPath = path.nested().get(nested++);
                var answers = run(inner, innerPath);
                responses.add(new TxnResponse(revisionSoFar(), innerPath.succeeded(), answers));
            } else {
                responses.add(run(op));
            }
        }
        return responses;
    }

    private ResponseOp run(RequestOp op) {
        return switch (op) {
            case RangeRequest range -> new RangeReader(keys.view(), history, revisionSoFar(), compacted).answer(range);
            case PutRequest put -> put(put);
            case DeleteRangeRequest delete -> delete(delete);
            case TxnRequest nested -> throw new IllegalArgumentException("a nested transaction has a path: " + nested);
        };
    }

    /** The newest revision as an operation in the middle of a transaction sees it: its own when it has changed something. */
    private long revisionSoFar() {
        return changes.isEmpty() ? revision() : revision() + 1;
    }

    private PutResponse put(PutRequest put) {
        var before = live(put.key());
        var value = put.ignoreValue() && before != null ? before.value() : put.value();
        long lease = put.ignoreLease() && before != null ? before.lease() : put.lease();
        write(new Effect.Change(put.key(), value, lease, false));
        return new PutResponse(
                revisionSoFar(), put.prevKv() ? Optional.ofNullable(before).map(Version::kv) : Optional.empty());
    }

    private DeleteRangeResponse delete(DeleteRangeRequest delete) {
        var found = new ArrayList<Version>();
        collect(delete.keys(), found);
        var reading = new Reading();
        // Read before anything is done: one that cannot be read leaves no trace.
        var before = delete.prevKv()
                ? found.stream().map(version -> version.kv(reading)).toList()
                : List.<KeyValue>of();
        for (var version : found) {
            write(new Effect.Change(version.key(), Bytes.EMPTY, 0, true));
        }
        return new DeleteRangeResponse(revisionSoFar(), found.size(), before);
    }

    private void collect(KeyRange range, List<Version> found) {
        keys.view().scan(range, version -> version.weight() == 0 || found.add(version));
    }

    private @Nullable Version live(Bytes key) {
        var version = keys.get(key);
        return version == null || version.isTombstone() ? null : version;
    }

    private void write(Effect.Change change) {
        var newest = keys.get(change.key());
        var before = newest == null || newest.isTombstone() ? null : newest;
        var key = change.key();
        long revision = revision() + 1;
        var after = KeyValue.tombstone(key, revision);
        if (!change.delete()) {
            long created = before == null ? revision : before.createRevision();
            long version = before == null ? 1 : before.version() + 1;
            after = new KeyValue(key, change.value(), created, revision, version, change.lease());
        }
        var version = Version.of(after, changes.size(), newest);
        keys.put(version);
        changes.add(version);
        footprint = footprint.plus(version.footprint());
        attach(key, before == null ? 0 : before.lease(), after.lease());
    }

    private void attach(Bytes key, long before, long after) {
        if (before == after) {
            return;
        }
        if (before != 0) {
            attachments.remove(LeaseEntry.Attachment.key(before, key));
        }
        if (after != 0) {
            attachments.put(LeaseEntry.Attachment.of(after, key));
        }
    }

    private void finishRevision() {
        if (changes.isEmpty()) {
            return;
        }
        var logged = new ArrayList<Effect.Change>(changes.size());
        for (var version : changes) {
            logged.add(new Effect.Change(version.key(), version.value(), version.lease(), version.isTombstone()));
        }
        history = history.append(changes);
        effects.add(new Effect.Write(revision(), logged));
        changes = new ArrayList<>(1);
    }

    /**
     * Makes a lease.
     *
     * @param id not 0
     * @throws EtcdException {@code LEASE_EXISTS}, {@code LEASE_TTL_TOO_LARGE}
     */
    public LeaseGrantResponse leaseGrant(long ttlSeconds, long id) {
        if (ttlSeconds > MAX_TTL_SECONDS) {
            throw EtcdException.of(Code.LEASE_TTL_TOO_LARGE);
        }
        if (leases.get(LeaseEntry.key(id)) != null) {
            throw EtcdException.of(Code.LEASE_EXISTS);
        }
        long granted = Math.max(ttlSeconds, MIN_TTL_SECONDS);
        perform(new Effect.LeaseGranted(id, granted));
        return new LeaseGrantResponse(revision(), id, granted);
    }

    /**
     * Ends a lease and deletes its keys.
     *
     * @return the revision afterwards
     * @throws EtcdException {@code LEASE_NOT_FOUND}
     */
    public long leaseRevoke(long id) {
        requireLease(id);
        for (var key : leaseKeys(id)) {
            write(new Effect.Change(key, Bytes.EMPTY, 0, true));
        }
        finishRevision();
        perform(new Effect.LeaseRevoked(id));
        return revision();
    }

    /**
     * Changes users or roles; the keys' revision stays.
     *
     * @return the newest revision
     * @throws EtcdException with any code of {@link AuthState#after}
     */
    public long auth(AuthChange change) {
        if (!settings.auth().after(change).equals(settings.auth())) {
            perform(new Effect.AuthChanged(change));
        }
        return revision();
    }

    /** @throws EtcdException {@code COMPACTED}, {@code FUTURE_REVISION} */
    public CompactResponse compact(long revision) {
        if (revision <= compacted) {
            throw EtcdException.compacted(revision, compacted);
        }
        checkRevision(revision);
        perform(new Effect.Compacted(revision));
        return new CompactResponse(revision());
    }

    /** What the store knows about itself, with what was done so far. */
    public Settings settings() {
        return settings;
    }

    /**
     * Changes what the store knows about itself.
     *
     * @param expected the revision of the settings this is meant for, -1 for any
     * @return whether it was that, and so was done
     */
    public boolean configure(long expected, List<Settings.Change> wanted) {
        if (expected >= 0 && expected != settings.revision()) {
            return false;
        }
        perform(new Effect.Configured(wanted));
        return true;
    }

    private void perform(Effect effect) {
        effects.add(effect);
        switch (effect) {
            case Effect.Write _ ->
                throw new IllegalArgumentException("a write is logged when its revision is finished");
            case Effect.LeaseGranted(var id, var ttl) -> leases.put(new LeaseEntry(id, ttl));
            case Effect.LeaseRevoked(var id) -> leases.remove(LeaseEntry.key(id));
            case Effect.AuthChanged(var change) ->
                settings = settings.with(settings.auth().after(change));
            case Effect.Configured(var wanted) -> settings = settings.with(wanted);
            case Effect.Compacted(var revision) -> {
                compactions.add(new Compaction(history, compacted, revision));
                compacted = revision;
                history = history.from(revision);
            }
        }
    }

    /** Takes out what a compaction found to be dead; not logged, for it changes no answer. */
    public void prune(Compaction.Trimmed trimmed) {
        if (!trimmed.from().isOfOneLineWith(history)) {
            return;
        }
        footprint = footprint.minus(trimmed.freed());
        for (var key : trimmed.deadKeys()) {
            var newest = keys.get(key);
            if (newest != null && newest.isTombstone() && newest.revision() < compacted) {
                footprint = footprint.minus(newest.footprint());
                keys.remove(key);
            }
        }
    }

    /**
     * Does again what was logged.
     *
     * @throws IllegalStateException when it does not follow on what was done before
     */
    public void redo(Effect effect) {
        switch (effect) {
            case Effect.Write(var revision, var logged) -> {
                if (revision != revision() + 1) {
                    throw new IllegalStateException(
                            "revision " + revision + " follows on revision " + revision() + "; one of them is wrong");
                }
                logged.forEach(this::write);
                finishRevision();
            }
            case Effect.Compacted(var revision) -> {
                if (revision <= compacted || revision > revision()) {
                    throw new IllegalStateException("compaction at revision " + revision + " does not fit between "
                            + compacted + ", the last one, and " + revision() + ", the newest");
                }
                perform(effect);
                prune(compactions.removeLast().trim());
            }
            case Effect.LeaseGranted _, Effect.LeaseRevoked _, Effect.AuthChanged _, Effect.Configured _ ->
                perform(effect);
        }
        effects.clear();
    }
}
