package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import io.grpc.Status;
import java.util.Locale;
import java.util.function.Function;

/** Refusals as gRPC status: etcd's clients know a refusal by its message, to the letter. */
final class Refusals {
    private Refusals() {}

    static Status status(EtcdException e) {
        return code(e.code().status()).withDescription(e.code().message());
    }

    /** As etcd's watches give a reason: the way Go's gRPC prints a status. */
    static String asGo(EtcdException e) {
        return "rpc error: code = " + goName(e.code().status().name()) + " desc = "
                + e.code().message();
    }

    /** A code's name as Go writes it: {@code NotFound}. */
    static String goName(String code) {
        var name = new StringBuilder();
        for (var word : code.split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return code.equals("OK") ? code : name.toString();
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

    /** etcd's services Lock and Election are its clients: of a refusal they pass the words on, and not the code. */
    static <Q, A> Function<Q, A> withoutCode(Function<Q, A> handler) {
        return request -> {
            try {
                return handler.apply(request);
            } catch (EtcdException e) {
                throw Status.UNKNOWN.withDescription(status(e).getDescription()).asRuntimeException();
            }
        };
    }
}
