package dev.mudi.etcd.grpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.concurrent.Executor;

/**
 * Lets a call know the thread that moves its connection's bytes. What is sent from there need not wake anyone on its way to the
 * client; it must never wait.
 */
final class ConnectionThread implements ServerInterceptor {
    /** Set by {@link SharedPort} on each connection. */
    static final Attributes.Key<Executor> ATTRIBUTE = Attributes.Key.create("dev.mudi.etcd.connection-thread");

    private static final Context.Key<Executor> CURRENT = Context.key("connection-thread");

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var thread = call.getAttributes().get(ATTRIBUTE);
        return thread == null
                ? next.startCall(call, headers)
                : Contexts.interceptCall(Context.current().withValue(CURRENT, thread), call, headers, next);
    }

    /** That of the call which is being begun, or the other when it is not known. */
    static Executor current(Executor otherwise) {
        var thread = CURRENT.get();
        return thread == null ? otherwise : thread;
    }
}
