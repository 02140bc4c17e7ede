package dev.mudi.apiserver.storage;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.storage.StorageObserver.Operation;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Writes objects of one resource. Every write is one transaction on one key under the condition that the key is as it was seen.
 * Safe for several threads.
 */
public final class ObjectStorage {
    /** How often a change is computed anew because someone else was faster; then the client is told to try again. */
    private static final int MAX_ATTEMPTS = 100;

    /** An etcd takes no more in a transaction unless it is told to ({@code --max-txn-ops}). */
    private static final int MOST_OPERATIONS = 128;

    /** Nor more bytes in a request ({@code --max-request-bytes}); every engine is held to it, so that a store can be moved to any other. */
    private static final int MOST_BYTES = 3 << 19;

    /** About what a request takes beside keys and value. */
    private static final int ENVELOPE_BYTES = 64;

    private final Etcd etcd;
    private final ObjectCodec codec;
    private final StorageObserver observer;

    /** Storage in a store, of objects in this codec's layout. */
    public ObjectStorage(Etcd etcd, ObjectCodec codec) {
        this(etcd, codec, StorageObserver.NONE);
    }

    /** The same, with someone who hears of each request. */
    public ObjectStorage(Etcd etcd, ObjectCodec codec, StorageObserver observer) {
        this.etcd = etcd;
        this.codec = codec;
        this.observer = observer;
    }

    /** The object as it is in the store now. */
    public Optional<StoredObject> read(Bytes key) {
        return asking(Operation.GET, () -> etcd.get(key).map(codec::decode));
    }

    /**
     * Stores a new object.
     *
     * @param lease the lease that it lives on, 0 for none
     * @return the object; empty if there is one under this key already
     */
    public Optional<StoredObject> create(Bytes key, ObjectValue object, long lease) {
        try (var draft = codec.draft(object)) {
            var put = put(key, draft).withLease(lease);
            var answer = asking(Operation.CREATE, () -> etcd.txn(TxnRequest.when(Compare.absent(key), put)));
            return answer.succeeded() ? Optional.of(draft.storedAs(key, answer.revision())) : Optional.empty();
        }
    }

    /**
     * Changes an object. The change is computed from what is there, again if that changed meanwhile.
     *
     * @param seen the object as it is believed to be, so that it need not be read first
     * @param change what to make of it; what it throws ends the attempt
     * @param lease the lease that it lives on from now, 0 for none
     * @return empty if there is no object under this key
     */
    public Optional<Outcome> change(
            Bytes key, Optional<StoredObject> seen, Function<StoredObject, Change> change, long lease) {
        var current = seen.isPresent() ? seen : read(key);
        for (int attempt = 0; attempt < MAX_ATTEMPTS && current.isPresent(); attempt++) {
            var from = current.get();
            var answer = switch (change.apply(from)) {
                case Change.Write(var object) -> write(from, object, lease);
                case Change.Remove() -> remove(from);
                case Change.Keep() -> new Attempt(Optional.of(new Outcome.Unchanged(from)), Optional.empty());
            };
            if (answer.outcome().isPresent()) {
                return answer.outcome();
            }
            current = answer.current();
        }
        if (current.isPresent()) {
            throw StatusException.of(
                    Reason.CONFLICT,
                    "the object was changed by others " + MAX_ATTEMPTS + " times meanwhile; please try again");
        }
        return Optional.empty();
    }

    /**
     * An object and what it is to be replaced by.
     *
     * @param from as it was seen
     * @param next as it is to be
     */
    public record Replacement(StoredObject from, ObjectValue next) {}

    /**
     * Replaces all of these objects, or none if one of them is no longer as it was seen; whether it did. More than a transaction takes
     * go in several, and are taken back if a later one finds that.
     */
    public boolean replaceAll(List<Replacement> replacements) {
        var done = new ArrayList<Replacement>();
        for (int from = 0; from < replacements.size(); from += MOST_OPERATIONS) {
            var some = replacements.subList(from, Math.min(replacements.size(), from + MOST_OPERATIONS));
            var written = replaceAtOnce(some);
            if (written.isEmpty()) {
                takeBack(done);
                return false;
            }
            for (int i = 0; i < some.size(); i++) {
                done.add(new Replacement(
                        some.get(i).from().atRevision(written.getAsLong()),
                        some.get(i).from().tree()));
            }
        }
        return true;
    }

    /** What others have changed since then stays as they left it. */
    private void takeBack(List<Replacement> done) {
        for (var replacement : done) {
            var _ = replaceAtOnce(List.of(replacement));
        }
    }

    /** The revision in which they were replaced; empty if one of them was no longer as it was seen. */
    private OptionalLong replaceAtOnce(List<Replacement> replacements) {
        var compares = new ArrayList<Compare>();
        var puts = new ArrayList<RequestOp>();
        var drafts = new ArrayList<ObjectCodec.Draft>();
        try {
            for (var replacement : replacements) {
                var from = replacement.from();
                var draft = codec.draft(replacement.next());
                drafts.add(draft);
                compares.add(Compare.unchangedSince(from.key(), from.revision()));
                puts.add(put(from.key(), draft));
            }
            var answer = asking(Operation.UPDATE, () -> etcd.txn(new TxnRequest(compares, puts, List.of())));
            return answer.succeeded() ? OptionalLong.of(answer.revision()) : OptionalLong.empty();
        } finally {
            drafts.forEach(ObjectCodec.Draft::close);
        }
    }

    private static PutRequest put(Bytes key, ObjectCodec.Draft draft) {
        var value = draft.value();
        if (2L * key.length() + value.length() + ENVELOPE_BYTES > MOST_BYTES) {
            throw StoreErrors.statusOf(EtcdException.of(EtcdException.Code.REQUEST_TOO_LARGE));
        }
        return PutRequest.of(key, value);
    }

    /** Either what was done, or what is there instead of what was seen. */
    private record Attempt(Optional<Outcome> outcome, Optional<StoredObject> current) {}

    private Attempt write(StoredObject from, ObjectValue object, long lease) {
        try (var draft = codec.draft(object)) {
            var put = put(from.key(), draft).withLease(lease);
            var answer = asking(Operation.UPDATE, () -> etcd.txn(conditional(from, put)));
            if (!answer.succeeded()) {
                return lost(answer);
            }
            var written = draft.storedAs(from.key(), answer.revision());
            return new Attempt(Optional.of(new Outcome.Written(written)), Optional.empty());
        }
    }

    private Attempt remove(StoredObject from) {
        var answer = asking(Operation.DELETE, () -> etcd.txn(conditional(from, DeleteRangeRequest.of(from.key()))));
        if (!answer.succeeded()) {
            return lost(answer);
        }
        return new Attempt(Optional.of(new Outcome.Removed(from.atRevision(answer.revision()))), Optional.empty());
    }

    private static TxnRequest conditional(StoredObject from, RequestOp op) {
        return TxnRequest.when(Compare.unchangedSince(from.key(), from.revision()), op)
                .otherwise(RangeRequest.of(from.key()));
    }

    private Attempt lost(TxnResponse answer) {
        var now = (RangeResponse) answer.responses().getFirst();
        return new Attempt(Optional.empty(), now.kvs().stream().findFirst().map(codec::decode));
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T asking(Operation operation, Question<T> question) {
        long start = System.nanoTime();
        boolean answered = false;
        try {
            var answer = question.ask();
            answered = true;
            return answer;
        } catch (EtcdException e) {
            throw StoreErrors.statusOf(e);
        } finally {
            observer.asked(operation, System.nanoTime() - start, !answered);
        }
    }
}
