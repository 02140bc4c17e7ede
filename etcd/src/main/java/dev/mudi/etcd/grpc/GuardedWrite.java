package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Compare;
import dev.mudi.etcd.DeleteRangeRequest;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A write that may be given to another member while the first may yet do it, because that is {@linkplain MemberHealth silent} or has said
 * {@code UNAVAILABLE}: its connection broke, or it passed the write on to a leader who is silent. It is one that changes a key on condition
 * of that key's revision. Whichever copy is done first gives the key another revision, and never again this one, so all others
 * do nothing, however late they come. (A create has no such condition: what was created and deleted may be created again.)
 *
 * <p>What the answers say: one copy was done, then the write was done. All were refused by their condition, then none was. One was
 * refused and nothing is heard of another, then that one was done or someone else's write; the value in the store does not tell, for two
 * may write the same. So that one is waited for, as if there had been no other; and when it has ended in an error, that is the answer.
 */
final class GuardedWrite {
    /** Copies are lost too: a member whose leader is the silent one passes them on to it until another is elected. */
    private static final int COPIES = 4;

    /** How a copy ended. */
    private sealed interface Answer {
        record Given(Wire.TxnResponse response) implements Answer {}

        record Failed(Status status) implements Answer {}
    }

    private final Channel channel;
    private final CallOptions options;
    private final Wire.TxnRequest request;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>(COPIES);
    private final List<Copy> copies = new ArrayList<>();

    /** @param options with the time by which there must be an answer */
    GuardedWrite(Channel channel, CallOptions options, Wire.TxnRequest request) {
        this.channel = channel;
        this.options = options;
        this.request = request;
    }

    /** Whether a write is one of these. */
    static boolean is(TxnRequest request) {
        return request.failure().stream().allMatch(RangeRequest.class::isInstance)
                && request.compares().stream()
                        .anyMatch(compare ->
                                names(compare) && request.success().stream().anyMatch(op -> changes(op, compare)));
    }

    private static boolean names(Compare compare) {
        return compare.keys().isSingle()
                && compare.result() == Compare.Result.EQUAL
                && compare.operand() instanceof Compare.ModRevision(long revision)
                && revision > 0;
    }

    /** Whether the operation changes the key of a comparison that holds. */
    private static boolean changes(RequestOp op, Compare compare) {
        return switch (op) {
            case PutRequest put -> put.key().equals(compare.keys().key());
            case DeleteRangeRequest delete ->
                delete.keys().contains(compare.keys().key());
            case RangeRequest _, TxnRequest _ -> false;
        };
    }

    /** @throws EtcdException when it was refused, or nobody can say whether it was done */
    Wire.TxnResponse send() {
        try {
            sendCopy();
            return await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw EtcdException.of(Code.TIMEOUT, "interrupted");
        } finally {
            copies.forEach(Copy::forget);
        }
    }

    private Wire.TxnResponse await() throws InterruptedException {
        var failed = new ArrayList<Status>();
        Wire.TxnResponse refused = Wire.TxnResponse.getDefaultInstance();
        for (int ended = 0; ended < copies.size(); ) {
            switch (answers.poll(MemberHealth.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                case Answer.Given(var response) -> {
                    if (response.getSucceeded()) {
                        return response;
                    }
                    refused = response;
                    ended++;
                }
                case Answer.Failed(var status) -> {
                    failed.add(status);
                    ended++;
                    // So ends as well what a member has passed on to a leader who is silent, done or not.
                    if (LostConnection.is(status) && copies.size() < COPIES) {
                        sendCopy();
                    }
                }
                case null -> sendCopyIfSilent();
            }
        }
        if (failed.isEmpty()) {
            return refused;
        }
        throw ClientRefusals.of(failed.getFirst());
    }

    private void sendCopyIfSilent() {
        if (copies.size() < COPIES && copies.stream().anyMatch(Copy::isWithTheSilent)) {
            sendCopy();
        }
    }

    private void sendCopy() {
        var copy = new Copy();
        copies.add(copy);
        // An answer is only put where it is waited for, which the thread of the connection can do.
        var telling = options.withOption(AnsweringMembers.ASKED, copy.asked).withExecutor(Runnable::run);
        ClientCalls.asyncUnaryCall(channel.newCall(Methods.TXN, telling), request, copy);
    }

    private final class Copy implements ClientResponseObserver<Wire.TxnRequest, Wire.TxnResponse> {
        private final AtomicReference<@Nullable MemberHealth> asked = new AtomicReference<>();
        private @Nullable ClientCallStreamObserver<Wire.TxnRequest> call;

        private boolean isWithTheSilent() {
            var member = asked.get();
            return member != null && member.isSilent();
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Wire.TxnRequest> started) {
            call = started;
        }

        @Override
        public void onNext(Wire.TxnResponse response) {
            answers.add(new Answer.Given(response));
        }

        @Override
        public void onError(Throwable failure) {
            // Also when an answer came and then an error, which a unary call of gRPC does not give.
            var _ = answers.offer(new Answer.Failed(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {}

        private void forget() {
            if (call != null) {
                call.cancel("the write was answered, or given up", null);
            }
        }
    }
}
