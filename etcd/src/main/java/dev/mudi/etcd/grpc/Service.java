package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gRPC service being put together from plain blocking functions; each call runs on a thread of its own. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final ServerServiceDefinition.Builder builder;

    /** The service of this method, and of all others that will be added. */
    Service(MethodDescriptor<?, ?> method) {
        this.builder = ServerServiceDefinition.builder(Objects.requireNonNull(method.getServiceName()));
    }

    /** One request, one answer. */
    <Q, A> Service unary(MethodDescriptor<Q, A> method, Function<Q, A> handler) {
        builder.addMethod(method, ServerCalls.asyncUnaryCall((asked, observer) -> {
            try {
                var answer = handler.apply(asked);
                observer.onNext(answer);
                observer.onCompleted();
            } catch (RuntimeException e) {
                observer.onError(refusal(e));
            }
        }));
        return this;
    }

    /** Answers a request with many messages. */
    interface Streaming<Q, A> {
        /** @throws IOException when the client is gone */
        void answer(Q request, Outbox<A> answers) throws IOException;
    }

    /** @param threads to answer on: the call's own thread must be free to hear that the client is ready for more */
    <Q, A> Service serverStreaming(MethodDescriptor<Q, A> method, Executor threads, Streaming<Q, A> handler) {
        builder.addMethod(method, ServerCalls.asyncServerStreamingCall((asked, observer) -> {
            var outbox = new Outbox<>((ServerCallStreamObserver<A>) observer);
            threads.execute(() -> {
                try {
                    handler.answer(asked, outbox);
                    observer.onCompleted();
                } catch (IOException e) {
                    LOG.atDebug()
                            .setMessage("a stream was given up")
                            .setCause(e)
                            .log();
                } catch (RuntimeException e) {
                    observer.onError(refusal(e));
                }
            });
        }));
        return this;
    }

    /** Talks both ways. */
    <Q, A> Service bidirectional(
            MethodDescriptor<Q, A> method, Function<ServerCallStreamObserver<A>, StreamObserver<Q>> handler) {
        builder.addMethod(
                method,
                ServerCalls.asyncBidiStreamingCall(observer -> handler.apply((ServerCallStreamObserver<A>) observer)));
        return this;
    }

    ServerServiceDefinition build() {
        return builder.build();
    }

    /** What a caller is told of what went wrong. */
    private static StatusRuntimeException refusal(RuntimeException e) {
        return switch (e) {
            case EtcdException refusal -> Refusals.status(refusal).asRuntimeException();
            case StatusRuntimeException status -> status;
            default -> {
                LOG.atError().setMessage("a call failed").setCause(e).log();
                yield Status.INTERNAL
                        .withDescription("etcdserver: internal error")
                        .asRuntimeException();
            }
        };
    }
}
