package dev.mudi.bench;

import io.grpc.Channel;
import io.grpc.Status;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** So many clients that share out so many requests; each sends its next when its last was answered. */
final class StoreClients {
    private static final long PATIENCE_SECONDS = 30;

    private final IntFunction<StoreRequest<?>> requests;
    private final int count;
    private final Latencies latencies;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicReference<Optional<Status>> failure = new AtomicReference<>(Optional.empty());
    private final CountDownLatch ended = new CountDownLatch(1);

    private StoreClients(IntFunction<StoreRequest<?>> requests, int count) {
        this.requests = requests;
        this.count = count;
        this.latencies = new Latencies(count);
    }

    /**
     * Sends all requests.
     *
     * @throws IOException when one is refused, or none is answered for {@value #PATIENCE_SECONDS} seconds
     */
    static Latencies run(StoreTarget target, int clients, int count, IntFunction<StoreRequest<?>> requests)
            throws IOException, InterruptedException {
        var all = new StoreClients(requests, count);
        for (int client = 0; client < clients; client++) {
            all.send(target.connection(client));
        }
        all.await();
        return all.latencies;
    }

    private void send(Channel connection) {
        int index = next.getAndIncrement();
        if (index < count) {
            long sent = System.nanoTime();
            requests.apply(index).send(connection, status -> answered(connection, index, sent, status));
        }
    }

    private void answered(Channel connection, int index, long sent, Status status) {
        latencies.set(index, System.nanoTime() - sent);
        if (!status.isOk()) {
            failure.set(Optional.of(status));
            ended.countDown();
        } else if (answered.incrementAndGet() == count) {
            ended.countDown();
        } else {
            send(connection);
        }
    }

    private void await() throws IOException, InterruptedException {
        int before = 0;
        while (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            int now = answered.get();
            if (now == before) {
                throw new IOException("the server has answered nothing for " + PATIENCE_SECONDS + " seconds");
            }
            before = now;
        }
        var refused = failure.get();
        if (refused.isPresent()) {
            throw new IOException("the load could not be made: " + refused.get());
        }
    }
}
