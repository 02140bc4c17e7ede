package dev.mudi.etcd.raft;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has this member append, by two rules of which Ratis 3.3.0 keeps neither always, above all when a leader connects
 * anew and sends once more what it heard nothing of.
 *
 * <p>One request comes to the log after the other: what two connections bring at once, Ratis refuses with an error.
 *
 * <p>No word goes out that this member has entries which are not on its disk: on a second connection, entries that are on their
 * way to the disk are acknowledged at once, and so is the first entry of a log, or after a part of it was taken back, when others
 * follow it. That connection is ended instead, and the leader sends once more. The rule is Raft's
 * own: a server answers when its log is on stable storage (Ongaro and Ousterhout, "In Search of an Understandable Consensus
 * Algorithm", figure 2).
 *
 * <p>Safe for use by several threads.
 */
final class AppendGate implements ServerInterceptor {
    private static final Status NOT_YET =
            Status.UNAVAILABLE.withDescription("the entries are on their way to the disk: send them once more");

    private final ReentrantLock turn = new ReentrantLock();
    private volatile RaftServer.@Nullable Division member;

    void addTo(Parameters parameters) {
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, _) -> builder.intercept(this));
    }

    /** @param division whose replies these are; nothing goes out before it is known */
    void of(RaftServer.Division division) {
        member = division;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean appends = RaftServerProtocolServiceGrpc.getAppendEntriesMethod()
                .getFullMethodName()
                .equals(call.getMethodDescriptor().getFullMethodName());
        return appends ? new Requests<>(next.startCall(new Replies<>(call), headers)) : next.startCall(call, headers);
    }

    private boolean isTooEarly(Object message) {
        return message instanceof AppendEntriesReplyProto reply
                && reply.getResult() == AppendResult.SUCCESS
                && !reply.getIsHearbeat()
                && reply.getMatchIndex() > lastOnDisk();
    }

    private long lastOnDisk() {
        var division = member;
        return division == null ? -1 : division.getRaftLog().getFlushIndex();
    }

    private final class Requests<Q> extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        Requests(ServerCall.Listener<Q> listener) {
            super(listener);
        }

        @Override
        public void onMessage(Q message) {
            turn.lock();
            try {
                super.onMessage(message);
            } finally {
                turn.unlock();
            }
        }
    }

    private final class Replies<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private final AtomicBoolean ended = new AtomicBoolean();

        Replies(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void sendMessage(A message) {
            if (ended.get()) {
                return;
            }
            if (!isTooEarly(message)) {
                super.sendMessage(message);
            } else if (ended.compareAndSet(false, true)) {
                super.close(NOT_YET, new Metadata());
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (ended.compareAndSet(false, true)) {
                super.close(status, trailers);
            }
        }
    }
}
