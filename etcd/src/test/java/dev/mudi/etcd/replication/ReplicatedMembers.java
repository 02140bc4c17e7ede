package dev.mudi.etcd.replication;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.commit.Upkeep;
import dev.mudi.etcd.log.MemoryDisk;
import dev.mudi.etcd.values.Values;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Members of one store that share a log in memory. */
public final class ReplicatedMembers implements AutoCloseable {
    private final SharedLog log = new SharedLog();
    private final List<ReplicatedEtcd> members = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

    private ReplicatedMembers() {}

    public static ReplicatedMembers start(int count) throws IOException {
        var all = new ReplicatedMembers();
        var logs = new ArrayList<OrderedLog>();
        for (int i = 0; i < count; i++) {
            logs.add(all.log.join());
        }
        for (int i = 0; i < count; i++) {
            all.members.add(ReplicatedEtcd.start(all.options(i + 1L), logs.get(i), upkeep()));
        }
        return all;
    }

    private ReplicaOptions options(long member) {
        return new ReplicaOptions(member, member, now::get, Retention.EVERYTHING, 1L << 30, ReplicaOptions.PATIENCE);
    }

    /** The clock of all of them stands still but for this. */
    void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    /** Values leave memory at once. */
    private static Upkeep upkeep() throws IOException {
        return new Upkeep(_ -> 0, new Values(new MemoryDisk(), 0), 0, Long.MAX_VALUE, 0);
    }

    public Etcd get(int member) {
        return members.get(member);
    }

    List<ReplicatedEtcd> all() {
        return members;
    }

    /** Another member leads from now on; at first it is the first. */
    void lead(int member) {
        log.lead(member);
    }

    /** No one leads until {@link #lead} says who. */
    void depose() {
        log.depose();
    }

    @Override
    public void close() {
        members.forEach(ReplicatedEtcd::close);
    }
}
