package dev.mudi.etcd.grpc;

import com.google.protobuf.Message;
import dev.mudi.etcd.DeleteRangeResponse;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.PutResponse;
import dev.mudi.etcd.RangeResponse;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.ResponseOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.TxnResponse;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** etcd's service KV. */
final class KvService {
    private static final Set<String> NEVER_WAIT = Stream.of(
                    Methods.RANGE, Methods.PUT, Methods.DELETE_RANGE, Methods.TXN)
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toUnmodifiableSet());

    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Metrics metrics;
    private final Executor threads;
    private final EtcdServerOptions.Limits limits;

    /** @param threads for what waits */
    KvService(
            Etcd etcd,
            WireResponses wire,
            Callers callers,
            Metrics metrics,
            Executor threads,
            EtcdServerOptions.Limits limits) {
        this.limits = limits;
        this.threads = threads;
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.metrics = metrics;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.RANGE)
                .later(Methods.RANGE, this::range)
                .later(Methods.PUT, this::put)
                .later(Methods.DELETE_RANGE, this::delete)
                .later(Methods.TXN, this::txn)
                .unary(Methods.COMPACT, this::compact)
                .build();
    }

    /** Whether calls of the method may be begun on the thread of a connection: they do nothing there that waits or takes long. */
    static boolean neverWaits(String method) {
        return NEVER_WAIT.contains(method);
    }

    private void range(UnaryCall<Wire.RangeRequest, Wire.RangeResponse> call) {
        var permitted = callers.permitted(WireRequests.range(call.request()));
        if (call.request().getSerializable()) {
            threads.execute(() -> call.answer(() -> range(etcd.serializableRange(permitted))));
            return;
        }
        etcd.submit(permitted)
                .ifPresentOrElse(
                        found -> call.answer(found, this::range),
                        () -> threads.execute(() -> call.answer(() -> range(etcd.range(permitted)))));
    }

    private Wire.RangeResponse range(RangeResponse response) {
        return wire.range(metrics.counted(response));
    }

    private void put(UnaryCall<Wire.PutRequest, Wire.PutResponse> call) {
        alone(call, WireRequests.put(checkSize(call.request())), done -> wire.put((PutResponse) done));
    }

    private void delete(UnaryCall<Wire.DeleteRangeRequest, Wire.DeleteRangeResponse> call) {
        alone(call, WireRequests.delete(call.request()), done -> wire.delete((DeleteRangeResponse) done));
    }

    /** Runs one operation. */
    private <A> void alone(UnaryCall<?, A> call, RequestOp op, Function<ResponseOp, A> answer) {
        commit(
                call,
                TxnRequest.of(callers.permitted(op)),
                done -> answer.apply(metrics.counted(done.responses().getFirst())));
    }

    private void txn(UnaryCall<Wire.TxnRequest, Wire.TxnResponse> call) {
        var permitted = callers.permitted(WireRequests.txn(checkSize(call.request()), limits.txnOps()));
        commit(call, permitted, done -> wire.txn(metrics.counted(done)));
    }

    /** What the caller may is seen before this, and again when it is done: by then it may be another. */
    private <A> void commit(UnaryCall<?, A> call, TxnRequest request, Function<TxnResponse, A> answer) {
        var caller = callers.caller();
        etcd.submit(request, caller)
                .ifPresentOrElse(
                        done -> call.answer(done, answer),
                        () -> threads.execute(() -> call.answer(() -> answer.apply(etcd.txn(request, caller)))));
    }

    private <Q extends Message> Q checkSize(Q request) {
        if (request.getSerializedSize() > limits.requestBytes()) {
            throw EtcdException.of(EtcdException.Code.REQUEST_TOO_LARGE);
        }
        return request;
    }

    private Wire.CompactionResponse compact(Wire.CompactionRequest request) {
        callers.requireAdmin();
        long revision = etcd.compact(request.getRevision()).revision();
        return Wire.CompactionResponse.newBuilder()
                .setHeader(wire.header(revision))
                .build();
    }
}
