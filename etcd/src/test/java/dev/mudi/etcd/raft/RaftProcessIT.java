package dev.mudi.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.KeyRange;
import dev.mudi.etcd.PutRequest;
import dev.mudi.etcd.WatchEvent;
import dev.mudi.etcd.WatchListener;
import dev.mudi.etcd.WatchRequest;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members as processes in three network namespaces under writers and watchers, while one after the other is killed, stopped,
 * disturbed or cut off. Needs root; {@code -Dmudi.etcd.fault.seconds=600} for more than a minute.
 */
class RaftProcessIT {
    private static final int MEMBERS = 3;
    private static final int WRITERS = 50;
    private static final int WATCHERS = 50;
    private static final long SECONDS = Long.getLong("mudi.etcd.fault.seconds", 60);

    /** From the death of a leader on. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private final Process[] processes = new Process[MEMBERS];
    private final AtomicBoolean over = new AtomicBoolean();
    /** What was acknowledged: the value by its revision. */
    private final NavigableMap<Long, String> acknowledged = new ConcurrentSkipListMap<>();

    private final Map<String, AtomicLong> attempts = new ConcurrentHashMap<>();
    private final AtomicLong lastAcknowledgment = new AtomicLong(System.nanoTime());
    /** The longest time in which no write of anyone was acknowledged, in nanoseconds. */
    private final AtomicLong longestSilence = new AtomicLong();

    /** What one watcher heard: revision and value, in the order of hearing. */
    private static final class Heard implements WatchListener {
        private final List<Long> revisions = new ArrayList<>();
        private final List<String> values = new ArrayList<>();

        @Override
        public synchronized void events(long revision, List<WatchEvent> events) {
            for (var event : events) {
                revisions.add(revision);
                values.add(event.kv().key().toUtf8() + "=" + event.kv().value().toUtf8());
            }
        }

        @Override
        public void compacted(long compactRevision) {
            throw new IllegalStateException("compacted at " + compactRevision);
        }

        @Override
        public void closed(EtcdException cause) {
            // At the end of the test.
        }

        synchronized long last() {
            return revisions.isEmpty() ? 0 : revisions.getLast();
        }
    }

    private void start(int i) throws IOException {
        var names = IntStream.range(0, MEMBERS).mapToObj(n -> "m" + n + "=" + Namespaces.address(n));
        var command = Stream.concat(
                        Stream.of(
                                "ip",
                                "netns",
                                "exec",
                                Namespaces.name(i),
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx300m",
                                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                MemberMain.class.getName(),
                                "m" + i,
                                directory.resolve("m" + i).toString(),
                                Namespaces.address(i)),
                        names)
                .toList();
        processes[i] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("m" + i + ".log").toFile()))
                .start();
    }

    private static EtcdClient client(int first) throws IOException {
        var endpoints = IntStream.range(0, MEMBERS)
                .mapToObj(n -> new InetSocketAddress(Namespaces.address((first + n) % MEMBERS), MemberMain.CLIENT_PORT))
                .toList();
        return EtcdClient.connect(new EtcdClientOptions(endpoints, Optional.empty(), Duration.ofSeconds(10)));
    }

    private void write(EtcdClient client, int writer) {
        var key = "key-" + writer;
        var count = attempts.computeIfAbsent(key, _ -> new AtomicLong());
        while (!over.get()) {
            var value = String.valueOf(count.incrementAndGet());
            try {
                long revision = client.put(PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)))
                        .revision();
                acknowledged.put(revision, key + "=" + value);
                long now = System.nanoTime();
                long silence = now - lastAcknowledgment.getAndSet(now);
                longestSilence.accumulateAndGet(silence, Math::max);
            } catch (EtcdException _) {
                // Its outcome is unknown, and the next attempt has another value.
                count.get();
            }
        }
    }

    @Test
    void losesNoAcknowledgedWriteAndNoEventWhateverHappensToTheMembers() throws Exception {
        try (var namespaces = Namespaces.create(MEMBERS);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<EtcdClient>();
            try {
                for (int i = 0; i < MEMBERS; i++) {
                    start(i);
                    clients.add(client(i));
                }
                var any = clients.getFirst();
                await().atMost(Duration.ofSeconds(90))
                        .ignoreException(EtcdException.class)
                        .until(() -> any.revision() > 0);
                var heard = new ArrayList<Heard>();
                for (int i = 0; i < WATCHERS; i++) {
                    heard.add(new Heard());
                    clients.get(i % MEMBERS)
                            .watch(WatchRequest.of(KeyRange.all()).from(2), heard.getLast());
                }
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    var _ = threads.submit(() -> write(clients.get(writer % MEMBERS), writer));
                }
                await().until(() -> !acknowledged.isEmpty());
                longestSilence.set(0);
                disturb(namespaces);
                over.set(true);
                System.out.println("longest time without a write: " + longestSilence.get() / 1_000_000 + " ms");
                assertThat(Duration.ofNanos(longestSilence.get())).isLessThan(LONGEST_SILENCE);
                check(clients, heard);
            } finally {
                over.set(true);
                clients.forEach(EtcdClient::close);
                for (var process : processes) {
                    if (process != null) {
                        process.destroyForcibly().waitFor();
                    }
                }
            }
        }
    }

    private void disturb(Namespaces namespaces) throws Exception {
        var dice = new SplittableRandom(7);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        var pause = new CountDownLatch(1);
        while (System.nanoTime() < end) {
            int victim = dice.nextInt(MEMBERS);
            int kind = dice.nextInt(4);
            switch (kind) {
                case 0 -> {
                    processes[victim].toHandle().destroyForcibly();
                    processes[victim].waitFor();
                }
                case 1 -> signal(victim, "STOP");
                case 2 -> namespaces.disturb(victim);
                default -> namespaces.cut(victim);
            }
            boolean never = pause.await(4, TimeUnit.SECONDS);
            assertThat(never).isFalse();
            switch (kind) {
                case 0 -> start(victim);
                case 1 -> signal(victim, "CONT");
                case 2 -> namespaces.calm(victim);
                default -> namespaces.mend(victim);
            }
            long begin = System.nanoTime();
            await().atMost(Duration.ofSeconds(30)).until(() -> lastAcknowledgment.get() > begin);
            never = pause.await(3, TimeUnit.SECONDS);
            assertThat(never).isFalse();
        }
    }

    private void signal(int member, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(processes[member].pid()))
                .start()
                .waitFor();
    }

    private void check(List<EtcdClient> clients, List<Heard> heard) {
        long last = await().atMost(Duration.ofSeconds(60))
                .ignoreException(EtcdException.class)
                .until(
                        () -> clients.getFirst()
                                .put(PutRequest.of(Bytes.utf8("last"), Bytes.utf8("0")))
                                .revision(),
                        revision -> revision > 0);
        assertThat(acknowledged).hasSizeGreaterThan(100);
        for (var watcher : heard) {
            await().atMost(Duration.ofSeconds(60)).until(() -> watcher.last() >= last);
        }
        var first = heard.getFirst();
        for (int i = 1; i < first.revisions.size(); i++) {
            assertThat(first.revisions.get(i)).isGreaterThan(first.revisions.get(i - 1));
        }
        var byRevision = new ConcurrentHashMap<Long, String>();
        for (int i = 0; i < first.revisions.size(); i++) {
            byRevision.put(first.revisions.get(i), first.values.get(i));
        }
        acknowledged.forEach((revision, value) ->
                assertThat(byRevision).as("acknowledged %s", value).containsEntry(revision, value));
        for (var watcher : heard) {
            int all = (int) first.revisions.stream()
                    .filter(revision -> revision <= last)
                    .count();
            assertThat(watcher.revisions.subList(0, all)).isEqualTo(first.revisions.subList(0, all));
            assertThat(watcher.values.subList(0, all)).isEqualTo(first.values.subList(0, all));
        }
        System.out.println(
                "acknowledged writes: " + acknowledged.size() + ", events a watcher: " + first.revisions.size());
    }
}
