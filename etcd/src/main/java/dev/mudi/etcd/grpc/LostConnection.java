package dev.mudi.etcd.grpc;

import io.grpc.Status;
import java.io.IOException;

/** How a call ends when who was asked goes away. */
final class LostConnection {
    private LostConnection() {}

    /**
     * Whether a call ended so. gRPC for Java says mostly {@code UNAVAILABLE}, but {@code UNKNOWN} with the cause for a call that
     * began on a connection which broke that moment.
     */
    static boolean is(Status status) {
        return status.getCode() == Status.Code.UNAVAILABLE
                || (status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException);
    }
}
