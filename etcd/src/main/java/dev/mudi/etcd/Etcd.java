package dev.mudi.etcd;

import dev.mudi.etcd.auth.AuthChange;
import dev.mudi.etcd.auth.AuthState;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.state.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The store. Safe for use by any number of threads. Every method may throw {@link EtcdException}.
 *
 * <p>A write is acknowledged, and can be read and watched, when it is durable and not before. A write waits for the disk;
 * an interrupt does not abandon it. A read never waits for a write.
 */
public interface Etcd extends AutoCloseable {
    /**
     * Reads keys.
     *
     * @throws EtcdException {@code COMPACTED} with the oldest readable revision, {@code FUTURE_REVISION}, {@code EMPTY_KEY}
     */
    RangeResponse range(RangeRequest request);

    /**
     * Reads keys as the member that is asked has them, without asking the others: possibly less than was acknowledged.
     *
     * @throws EtcdException as {@link #range}
     */
    default RangeResponse serializableRange(RangeRequest request) {
        return range(request);
    }

    /**
     * Compares, then reads and writes, as one step. It takes a revision when it changes something.
     *
     * @throws EtcdException with any code of a read or a write; nothing was changed, but with {@code TIMEOUT} and
     *     {@code STOPPED}, where it may have been or not
     */
    TxnResponse txn(TxnRequest request);

    /**
     * The same for a caller, who must be allowed to when it is done. A store that knows no users lets everyone.
     *
     * @throws EtcdException as {@link #txn(TxnRequest)}, and with the codes of {@link dev.mudi.etcd.auth.AccessCheck}
     */
    default TxnResponse txn(TxnRequest request, Caller caller) {
        return txn(request);
    }

    /**
     * As {@link #range} without waiting, for what is short. The answer or the refusal may be given by a thread of the store, which
     * must not be kept.
     *
     * @return empty when one has to wait, in {@link #range}
     * @throws EtcdException when it is refused at once
     */
    default Optional<CompletableFuture<RangeResponse>> submit(RangeRequest request) {
        return Optional.empty();
    }

    /**
     * As {@link #txn(TxnRequest, Caller)} without waiting. The answer or the refusal is given by a thread of the store, which must
     * not be kept.
     *
     * @return empty when one has to wait, in {@link #txn(TxnRequest, Caller)}
     * @throws EtcdException when it is refused at once
     */
    default Optional<CompletableFuture<TxnResponse>> submit(TxnRequest request, Caller caller) {
        return Optional.empty();
    }

    /** Sets one key: a transaction of one operation. */
    default PutResponse put(PutRequest request) {
        return (PutResponse) txn(TxnRequest.of(request)).responses().getFirst();
    }

    /** Deletes keys: a transaction of one operation. */
    default DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        return (DeleteRangeResponse) txn(TxnRequest.of(request)).responses().getFirst();
    }

    /** One key at the newest revision. */
    default Optional<KeyValue> get(Bytes key) {
        return range(RangeRequest.of(key)).kvs().stream().findFirst();
    }

    /**
     * Starts a watch: first the history from the start revision on, then what comes, without a gap or an overlap. A start
     * in the future is quiet until then. A compacted start is answered by {@link WatchListener#compacted}.
     */
    WatchHandle watch(WatchRequest request, WatchListener listener);

    /**
     * Whether what a watch says of how far it is comes behind all its events up to there. Where it may overtake them, only events tell,
     * and {@link WatchHandle#revision} is that of the last.
     */
    default boolean ordersProgress() {
        return true;
    }

    /**
     * Makes a lease.
     *
     * @param ttlSeconds 1 to 9,000,000,000
     * @param id the identity wanted, 0 for any
     * @throws EtcdException {@code LEASE_EXISTS}, {@code LEASE_TTL_TOO_LARGE}
     */
    LeaseGrantResponse leaseGrant(long ttlSeconds, long id);

    /**
     * Ends a lease and deletes its keys, in one revision.
     *
     * @return the store's newest revision
     * @throws EtcdException {@code LEASE_NOT_FOUND}
     */
    long leaseRevoke(long id);

    /** The same for a caller, who must be allowed to when it is done. */
    default long leaseRevoke(long id, Caller caller) {
        return leaseRevoke(id);
    }

    /**
     * Starts the time to live of a lease anew.
     *
     * @return the time to live in seconds
     * @throws EtcdException {@code LEASE_NOT_FOUND}
     */
    long leaseKeepAlive(long id);

    /**
     * As {@link #leaseKeepAlive} without waiting. The answer or the refusal may be given by a thread of the store, which must not be
     * kept.
     *
     * @return empty when one has to wait, in {@link #leaseKeepAlive}
     * @throws EtcdException when it is refused at once
     */
    default Optional<CompletableFuture<Long>> submitKeepAlive(long id) {
        return Optional.empty();
    }

    /** What is left of a lease; an unknown one is answered with -1. */
    LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys);

    /** The identities of all leases. */
    List<Long> leases();

    /**
     * Forgets what was before the revision: the newest state of each key at that revision stays readable, older does not.
     *
     * @throws EtcdException {@code COMPACTED} when that was done already, {@code FUTURE_REVISION}
     */
    CompactResponse compact(long revision);

    /**
     * The newest revision that can be read. It has every write that was acknowledged before this call; an embedded engine's
     * live watchers were told of all of it. A new store is at 1.
     */
    long revision();

    /** The oldest revision that can be read; 0 when nothing was compacted. */
    long compactedRevision();

    /** Users and roles as of the newest revision that can be read; those of a store that knows none let everyone do anything. */
    default AuthState auth() {
        return AuthState.NONE;
    }

    /**
     * Changes users or roles.
     *
     * @return the store's newest revision, which this does not change
     * @throws EtcdException with any code of {@link AuthState#after}; {@code NOT_CAPABLE} when the store knows no users
     */
    default long changeAuth(AuthChange change) {
        throw EtcdException.of(EtcdException.Code.NOT_CAPABLE);
    }

    /** The same for a caller, who must be allowed to when it is done. */
    default long changeAuth(AuthChange change, Caller caller) {
        return changeAuth(change);
    }

    /** What the store knows about itself beside the keys, such as its alarms, as of the newest revision that can be read. */
    default Settings settings() {
        return Settings.NONE;
    }

    /**
     * Changes what the store knows about itself.
     *
     * @throws EtcdException {@code NOT_CAPABLE} when it is not this process's to say
     */
    default void configure(List<Settings.Change> changes) {
        throw EtcdException.of(EtcdException.Code.NOT_CAPABLE);
    }

    /** How the store is. */
    EtcdStatus status();

    /** How many bytes it takes; cheap. */
    default long usedBytes() {
        return status().usedBytes();
    }

    /** Writes everything that is needed to make the same store elsewhere, as of one revision. Stops no one. */
    void snapshot(OutputStream out) throws IOException;

    /** Waits for the writes under way, ends the watches, releases everything. Idempotent. */
    @Override
    void close();

    /** How long this store takes for its work on the disk; empty when that is not its own. */
    default Optional<StoreTimings> timings() {
        return Optional.empty();
    }
}
