package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gRPC service being put together from plain functions; those that block run on a thread of their own. */
final class Service {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final ServerServiceDefinition.Builder builder;

    /** The service of this method, and of all others that will be added. */
    Service(MethodDescriptor<?, ?> method) {
        this.builder = ServerServiceDefinition.builder(Objects.requireNonNull(method.getServiceName()));
    }

    private <Q, A> Service add(MethodDescriptor<Q, A> method, ServerCallHandler<Received<Q>, A> handler) {
        builder.addMethod(Received.of(method), handler);
        return this;
    }

    /** One request, one answer. */
    <Q, A> Service unary(MethodDescriptor<Q, A> method, Function<Q, A> handler) {
        return later(method, call -> call.answer(handler.apply(call.request())));
    }

    /** One request, one answer, which may come when the function has returned; it must not block. */
    <Q, A> Service later(MethodDescriptor<Q, A> method, Consumer<UnaryCall<Q, A>> handler) {
        return add(method, UnaryCall.handledBy(handler));
    }

    /** Answers a request with many messages. */
    interface Streaming<Q, A> {
        /** @throws IOException when the client is gone */
        void answer(Q request, Outbox<A> answers) throws IOException;
    }

    /** @param threads to answer on: the call's own thread must be free to hear that the client is ready for more */
    <Q, A> Service serverStreaming(MethodDescriptor<Q, A> method, Executor threads, Streaming<Q, A> handler) {
        return add(method, ServerCalls.asyncServerStreamingCall((asked, observer) -> {
            var outbox = new Outbox<>((ServerCallStreamObserver<A>) observer);
            threads.execute(() -> {
                try {
                    handler.answer(asked.message(), outbox);
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
    }

    /** Talks both ways. What the client says that is no message ends the call, of which the observer is told. */
    <Q, A> Service bidirectional(
            MethodDescriptor<Q, A> method, Function<ServerCallStreamObserver<A>, StreamObserver<Q>> handler) {
        return add(method, ServerCalls.asyncBidiStreamingCall(observer -> {
            var answers = (ServerCallStreamObserver<A>) observer;
            return new Requests<>(handler.apply(answers), answers);
        }));
    }

    private record Requests<Q, A>(StreamObserver<Q> requests, StreamObserver<A> answers)
            implements StreamObserver<Received<Q>> {
        @Override
        public void onNext(Received<Q> received) {
            try {
                requests.onNext(received.message());
            } catch (RuntimeException e) {
                requests.onError(e);
                answers.onError(refusal(e));
            }
        }

        @Override
        public void onError(Throwable t) {
            requests.onError(t);
        }

        @Override
        public void onCompleted() {
            requests.onCompleted();
        }
    }

    ServerServiceDefinition build() {
        return builder.build();
    }

    /** What a caller is told of what went wrong. */
    static StatusRuntimeException refusal(Throwable e) {
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
