package dev.mudi.bench;

import dev.mudi.etcd.grpc.Methods;
import dev.mudi.etcd.grpc.wire.Wire;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** So many watchers of one key, each with a stream of its own, and one who puts it: again when all have heard of it and it is answered. */
final class StoreWatchers implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final StoreTarget target;
    private final StoreRequest<?> put;
    private final List<ClientCall<Wire.WatchRequest, Wire.WatchResponse>> streams = new ArrayList<>();
    private final CountDownLatch created;
    private volatile Optional<Status> failure = Optional.empty();
    private volatile Run run = new Run(0);

    /** Puts, one after the other, and when each watcher was told of each. */
    private final class Run {
        private final Latencies latencies;
        private final int puts;
        private final CountDownLatch ended = new CountDownLatch(1);
        /** Of the put under way: watchers that have not heard of it, and the one who puts. */
        private final AtomicInteger missing = new AtomicInteger();

        private volatile int current = -1;
        private volatile long sent;

        Run(int puts) {
            this.puts = puts;
            this.latencies = new Latencies(puts * streams.size());
        }

        void next() {
            int following = current + 1;
            if (following == puts) {
                ended.countDown();
                return;
            }
            current = following;
            missing.set(streams.size() + 1);
            sent = System.nanoTime();
            put.send(target.connection(0), status -> {
                check(status);
                heard();
            });
        }

        void told(int watcher) {
            latencies.set(current * streams.size() + watcher, System.nanoTime() - sent);
            heard();
        }

        private void heard() {
            if (missing.decrementAndGet() == 0) {
                next();
            }
        }
    }

    /** @throws IOException when not all watches are there in time */
    StoreWatchers(StoreTarget target, int watchers, StoreRequest<?> put) throws IOException, InterruptedException {
        this.target = target;
        this.put = put;
        this.created = new CountDownLatch(watchers);
        for (int watcher = 0; watcher < watchers; watcher++) {
            streams.add(target.connection(watcher).newCall(Methods.WATCH, CallOptions.DEFAULT.withWaitForReady()));
        }
        for (int watcher = 0; watcher < watchers; watcher++) {
            begin(watcher, streams.get(watcher));
        }
        await(created, "watches were not made");
    }

    private void begin(int watcher, ClientCall<Wire.WatchRequest, Wire.WatchResponse> stream) {
        stream.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(Wire.WatchResponse message) {
                        if (message.getCreated()) {
                            created.countDown();
                        } else {
                            run.told(watcher);
                        }
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        check(status);
                    }
                },
                new Metadata());
        stream.request(Integer.MAX_VALUE);
        stream.sendMessage(StoreRequests.watch());
    }

    /** Puts so often. */
    Latencies run(int puts) throws IOException, InterruptedException {
        var next = new Run(puts);
        run = next;
        next.next();
        await(next.ended, "puts were not told of or not answered");
        return next.latencies;
    }

    private void check(Status status) {
        if (!status.isOk()) {
            failure = Optional.of(status);
            run.ended.countDown();
        }
    }

    private void await(CountDownLatch latch, String otherwise) throws IOException, InterruptedException {
        boolean ended = latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (failure.isPresent()) {
            throw new IOException("the load could not be made: " + failure.get());
        }
        if (!ended) {
            throw new IOException(otherwise + " within " + PATIENCE_SECONDS + " seconds");
        }
    }

    @Override
    public void close() {
        streams.forEach(stream -> stream.cancel("it was measured", null));
    }
}
