package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import io.grpc.Status;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a gRPC status means, told by its message as etcd's own client does. */
final class ClientRefusals {
    private static final Map<String, Code> BY_MESSAGE =
            Arrays.stream(Code.values()).collect(Collectors.toUnmodifiableMap(Code::message, Function.identity()));

    private ClientRefusals() {}

    static EtcdException of(Status status) {
        var description = status.getDescription() == null ? "" : status.getDescription();
        var code = BY_MESSAGE.get(description);
        if (code != null) {
            return EtcdException.of(code);
        }
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED -> EtcdException.of(Code.REQUEST_TOO_LARGE, description);
            case CANCELLED -> EtcdException.of(Code.WATCH_CANCELED, description);
            case DATA_LOSS -> EtcdException.of(Code.CORRUPT, description);
            default -> EtcdException.of(Code.TIMEOUT, status.getCode() + ": " + description);
        };
    }
}
