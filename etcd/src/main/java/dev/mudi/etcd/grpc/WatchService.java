package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** etcd's service Watch. */
final class WatchService {
    private final Etcd etcd;
    private final WireResponses wire;
    private final Callers callers;
    private final Executor threads;
    private final Duration progressInterval;
    private final Set<WatchStream> streams = ConcurrentHashMap.newKeySet();

    /** @param threads one is taken for each watch and given back when it ends */
    WatchService(Etcd etcd, WireResponses wire, Callers callers, Executor threads, Duration progressInterval) {
        this.etcd = etcd;
        this.wire = wire;
        this.callers = callers;
        this.threads = threads;
        this.progressInterval = progressInterval;
    }

    ServerServiceDefinition definition() {
        return new Service(Methods.WATCH)
                .bidirectional(Methods.WATCH, call -> {
                    var serving = new WatchStream.Serving(etcd, wire, callers, threads, progressInterval);
                    var stream = new WatchStream(serving, call, streams::remove);
                    streams.add(stream);
                    return stream;
                })
                .build();
    }

    int streams() {
        return streams.size();
    }

    int watches() {
        return streams.stream().mapToInt(WatchStream::watches).sum();
    }

    /** Ends all streams: they would go on for ever. */
    void close() {
        List.copyOf(streams).forEach(WatchStream::close);
    }
}
