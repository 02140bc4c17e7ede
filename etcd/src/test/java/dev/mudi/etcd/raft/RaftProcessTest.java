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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members as processes in three network namespaces, each on a small disk of its own, under writers and watchers, while one
 * after the other is killed, stopped, slowed down, cut off, loses packets or has no room left; the leader more often than not.
 * Needs root. {@code -Dmudi.etcd.fault.seconds=600 -Dmudi.etcd.fault.silence=3} for ten minutes on a machine that does nothing
 * else: then writes must go on within three seconds of whatever happens.
 */
class RaftProcessTest {
    private static final int MEMBERS = 3;
    private static final int WRITERS = 50;
    private static final int WATCHERS = 50;
    private static final int DISK_MEBIBYTES = 256;
    private static final long SECONDS = Long.getLong("mudi.etcd.fault.seconds", 50);

    /** From the death of a leader on. A machine that does much else at once needs longer for everything. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(Long.getLong("mudi.etcd.fault.silence", 20));

    private static final Duration FAULT = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private final MemberProcess[] members = new MemberProcess[MEMBERS];
    private final AtomicBoolean over = new AtomicBoolean();
    /** What was acknowledged: the value by its revision. */
    private final Map<Long, String> acknowledged = new ConcurrentHashMap<>();
    /** What watchers were told: the value by its revision. */
    private final Map<Long, String> told = new ConcurrentHashMap<>();

    private final AtomicLong lastAcknowledgment = new AtomicLong(System.nanoTime());
    /** The longest time in which no write of anyone was acknowledged since the last fault began, in nanoseconds. */
    private final AtomicLong longestSilence = new AtomicLong();
    /** The longest time without a write after each fault that hit members of which none was behind. */
    private final Map<String, Duration> silences = new LinkedHashMap<>();

    /** One watcher: each revision is one write, so it must hear of each of them once, in order, and of what others hear. */
    private final class Heard implements WatchListener {
        private volatile long last = 1;
        private final List<String> wrong = new CopyOnWriteArrayList<>();

        @Override
        public void events(long revision, List<WatchEvent> events) {
            var value = events.getFirst().kv().key().toUtf8() + "="
                    + events.getFirst().kv().value().toUtf8();
            var known = told.putIfAbsent(revision, value);
            if (revision != last + 1 || events.size() != 1 || (known != null && !known.equals(value))) {
                wrong.add("after revision " + last + " came revision " + revision + " with " + events.size()
                        + " events, " + value + ", where others heard " + known);
            }
            last = revision;
        }

        @Override
        public void compacted(long compactRevision) {
            wrong.add("compacted at " + compactRevision);
        }

        @Override
        public void closed(EtcdException cause) {
            if (!over.get()) {
                wrong.add("closed: " + cause.getMessage());
            }
        }
    }

    /** Asks this many members, this one first. */
    private static EtcdClient client(int first, int count) throws IOException {
        var endpoints = IntStream.range(0, count)
                .mapToObj(n -> new InetSocketAddress(Namespaces.address((first + n) % MEMBERS), MemberMain.CLIENT_PORT))
                .toList();
        return EtcdClient.connect(new EtcdClientOptions(endpoints, Optional.empty(), Duration.ofSeconds(10)));
    }

    private void write(EtcdClient client, int writer) {
        var key = "key-" + writer;
        for (int attempt = 1; !over.get(); attempt++) {
            var value = String.valueOf(attempt);
            try {
                long revision = client.put(PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)))
                        .revision();
                acknowledged.put(revision, key + "=" + value);
                long now = System.nanoTime();
                longestSilence.accumulateAndGet(now - lastAcknowledgment.getAndSet(now), Math::max);
            } catch (EtcdException e) {
                // Its outcome is unknown, and the next attempt has another value.
                assertThat(e.code()).isNotEqualTo(EtcdException.Code.CORRUPT);
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
                    members[i] = MemberProcess.start(directory, i, MEMBERS, DISK_MEBIBYTES);
                    clients.add(client(i, MEMBERS));
                }
                // These stay with one member, so that there is someone who asks each of them whatever happens to
                // another.
                for (int i = 0; i < MEMBERS; i++) {
                    clients.add(client(i, 1));
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
                    var _ = threads.submit(() -> write(clients.get(writer % clients.size()), writer));
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> !acknowledged.isEmpty());
                longestSilence.set(0);
                disturb(namespaces);
                over.set(true);
                check(any, heard);
                assertThat(silences)
                        .allSatisfy((_, silence) -> assertThat(silence).isLessThan(LONGEST_SILENCE));
            } finally {
                over.set(true);
                clients.forEach(EtcdClient::close);
                for (var member : members) {
                    if (member != null) {
                        member.close();
                    }
                }
            }
        }
    }

    private enum Fault {
        KILL,
        STOP,
        LOSS,
        DELAY,
        PARTITION,
        FULL_DISK
    }

    /**
     * Each fault in turn, in another order each time; two times in three it hits the leader, and one time in three before the
     * one that was hit last is what it was: then there may be no majority for as long as that takes.
     */
    private void disturb(Namespaces namespaces) throws Exception {
        var dice = new Random(7);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        var faults = new ArrayList<>(List.of(Fault.values()));
        int count = 0;
        while (System.nanoTime() < end) {
            Collections.shuffle(faults, dice);
            for (var fault : faults) {
                boolean whole = dice.nextInt(3) > 0;
                if (whole) {
                    awaitWhole();
                }
                int victim = dice.nextInt(3) == 0 ? dice.nextInt(MEMBERS) : leader();
                longestSilence.set(0);
                begin(fault, victim, namespaces);
                pause(FAULT);
                finish(fault, victim, namespaces);
                long begin = System.nanoTime();
                await().atMost(Duration.ofSeconds(60)).until(() -> lastAcknowledgment.get() > begin);
                var silence = Duration.ofNanos(longestSilence.get());
                var name = ++count + ". " + fault + " at member " + victim + (whole ? "" : " before all were back");
                System.out.println(name + ": no write for " + silence.toMillis() + " ms");
                if (whole) {
                    silences.put(name, silence);
                }
            }
        }
        System.out.println("acknowledged writes: " + acknowledged.size() + ", events: " + told.size()
                + ", longest time without a write: "
                + Collections.max(silences.values()).toMillis() + " ms");
    }

    /** Until every member has applied what was acknowledged before. */
    private void awaitWhole() {
        long written = Collections.max(acknowledged.keySet());
        for (var member : members) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(member.revision())
                            .as("what %s has applied", member)
                            .isGreaterThanOrEqualTo(written));
        }
    }

    private void begin(Fault fault, int victim, Namespaces namespaces) throws Exception {
        switch (fault) {
            case KILL -> members[victim].kill();
            case STOP -> members[victim].signal("STOP");
            case LOSS -> namespaces.lose(victim);
            case DELAY -> namespaces.slow(victim);
            case PARTITION -> namespaces.cut(victim);
            case FULL_DISK -> members[victim].disk().fill();
        }
    }

    private void finish(Fault fault, int victim, Namespaces namespaces) throws Exception {
        switch (fault) {
            case KILL -> members[victim].run();
            case STOP -> members[victim].signal("CONT");
            case LOSS -> namespaces.loseNothing(victim);
            case DELAY -> namespaces.hasten(victim);
            case PARTITION -> namespaces.mend(victim);
            case FULL_DISK -> members[victim].disk().empty();
        }
    }

    /** Who leads, as the first says who knows; any when no one does within a moment. */
    private int leader() {
        for (int i = 0; i < MEMBERS; i++) {
            if (members[i].leads()) {
                return i;
            }
        }
        return 0;
    }

    private static void pause(Duration time) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    private void check(EtcdClient client, List<Heard> heard) {
        long last = await().atMost(Duration.ofSeconds(60))
                .ignoreException(EtcdException.class)
                .until(
                        () -> client.put(PutRequest.of(Bytes.utf8("last"), Bytes.utf8("0")))
                                .revision(),
                        revision -> revision > 0);
        assertThat(acknowledged).hasSizeGreaterThan(100);
        for (var watcher : heard) {
            await().atMost(Duration.ofSeconds(60)).until(() -> watcher.last >= last || !watcher.wrong.isEmpty());
            assertThat(watcher.wrong).isEmpty();
        }
        acknowledged.forEach((revision, value) ->
                assertThat(told.get(revision)).as("revision %d", revision).isEqualTo(value));
    }
}
