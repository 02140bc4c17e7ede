package dev.mudi.apiserver.storage;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.etcd.EtcdException;

/** What a refusal of the store means to the client of the API. */
public final class StoreErrors {
    private StoreErrors() {}

    /** The refusal to answer with (upstream, apiserver/pkg/storage/etcd3 interpretation of errors). */
    public static StatusException statusOf(EtcdException cause) {
        return switch (cause.code()) {
            case COMPACTED, FUTURE_REVISION ->
                StatusException.of(
                        Reason.EXPIRED, "The resourceVersion for the provided watch is too old: " + cause.getMessage());
            case STOPPED, TIMEOUT, WATCH_CANCELED, NO_LEADER, LEADER_CHANGED, UNHEALTHY, TOO_MANY_REQUESTS ->
                StatusException.of(Reason.SERVICE_UNAVAILABLE, "the store cannot answer now: " + cause.getMessage());
            // In etcd's words alone, as kube-apiserver passes them on; but what is too large is the client's fault, not
            // a server's error.
            case REQUEST_TOO_LARGE ->
                StatusException.of(Reason.REQUEST_ENTITY_TOO_LARGE, cause.code().message());
            case NO_SPACE -> StatusException.of(Reason.UNKNOWN, cause.code().message());
            // Whatever else a store refuses, the API server asked for in the wrong way or may not ask for.
            default -> StatusException.internal(String.valueOf(cause.getMessage()));
        };
    }
}
