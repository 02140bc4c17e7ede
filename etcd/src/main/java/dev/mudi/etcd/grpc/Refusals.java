package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import io.grpc.Status;

/** Refusals as gRPC status: etcd's clients know a refusal by its message, to the letter. */
final class Refusals {
    private Refusals() {}

    static Status status(EtcdException e) {
        return code(e.code().status()).withDescription(e.code().message());
    }

    private static Status code(EtcdException.Status status) {
        return switch (status) {
            case CANCELLED -> Status.CANCELLED;
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case FAILED_PRECONDITION -> Status.FAILED_PRECONDITION;
            case OUT_OF_RANGE -> Status.OUT_OF_RANGE;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case DATA_LOSS -> Status.DATA_LOSS;
            case PERMISSION_DENIED -> Status.PERMISSION_DENIED;
            case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
        };
    }
}
