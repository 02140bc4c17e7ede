package dev.mudi.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.function.Consumer;

/**
 * A call to be made, of one message.
 *
 * @param <Q> the message
 */
record StoreRequest<Q>(MethodDescriptor<Q, ?> method, Q message) {
    /** As etcd's own benchmark: it waits for the server as long as it takes. */
    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withWaitForReady();

    /**
     * Makes the call.
     *
     * @param done is told on the connection's thread how the call has ended
     */
    void send(Channel connection, Consumer<Status> done) {
        send(connection.newCall(method, OPTIONS), done);
    }

    private <A> void send(ClientCall<Q, A> call, Consumer<Status> done) {
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        done.accept(status);
                    }
                },
                new Metadata());
        // One more than there is, so that the end comes by itself.
        call.request(2);
        call.sendMessage(message);
        call.halfClose();
    }
}
