package dev.mudi.etcd.raft;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto.AppendResult;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Lets no word out that this member has entries which are not on its disk. Ratis answers in order on one connection; a leader
 * that connects anew and sends what is still on its way to the disk would hear at once that it is there, and count it. It is
 * refused instead, and the leader sends once more.
 *
 * <p>Safe for use by several threads. The rule is Raft's own: a server answers when its log is on stable storage (Ongaro and
 * Ousterhout, "In Search of an Understandable Consensus Algorithm", figure 2).
 */
final class DurableReplies implements ServerInterceptor {
    private static final Status NOT_YET =
            Status.UNAVAILABLE.withDescription("the entries are on their way to the disk: send them once more");

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
        return next.startCall(new Call<>(call), headers);
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

    private final class Call<Q, A> extends ForwardingServerCall.SimpleForwardingServerCall<Q, A> {
        private final AtomicBoolean refused = new AtomicBoolean();

        Call(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public void sendMessage(A message) {
            if (refused.get()) {
                return;
            }
            if (!isTooEarly(message)) {
                super.sendMessage(message);
            } else if (refused.compareAndSet(false, true)) {
                super.close(NOT_YET, new Metadata());
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (refused.compareAndSet(false, true)) {
                super.close(status, trailers);
            }
        }
    }
}
