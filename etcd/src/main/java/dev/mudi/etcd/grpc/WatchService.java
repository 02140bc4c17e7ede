package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** etcd's service Watch. */
final class WatchService {
    /** Into how many steps the time is cut after which a silent watch hears how far it is. */
    private static final int STEPS = 8;

    private final WatchStream.Serving serving;
    private final long progressNanos;
    private final Set<WatchStream> streams = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param threads for what waits for the store
     * @param progressInterval after so long a silence a watch that asked for it is told how far it is; zero for never
     */
    WatchService(Etcd etcd, WireResponses wire, Callers callers, Executor threads, Duration progressInterval) {
        this.serving = new WatchStream.Serving(etcd, wire, callers, threads, new WireEvents());
        this.progressNanos = progressInterval.toNanos();
    }

    ServerServiceDefinition definition() {
        if (progressNanos > 0) {
            serving.threads().execute(this::tick);
        }
        var service = new Service(Methods.WATCH)
                .bidirectional(Methods.WATCH, call -> {
                    var stream = new WatchStream(
                            serving, ConnectionThread.current(serving.threads()), call, streams::remove);
                    streams.add(stream);
                    return stream;
                })
                .build();
        return ServerInterceptors.intercept(service, new ConnectionThread());
    }

    private void tick() {
        try {
            while (!closing.await(progressNanos / STEPS + 1, TimeUnit.NANOSECONDS)) {
                long now = System.nanoTime();
                streams.forEach(stream -> stream.tick(now, progressNanos));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int streams() {
        return streams.size();
    }

    int watches() {
        return streams.stream().mapToInt(WatchStream::watches).sum();
    }

    /** Ends all streams: they would go on for ever. */
    void close() {
        closing.countDown();
        List.copyOf(streams).forEach(WatchStream::close);
    }
}
