package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.commit.SnapshotCodec;
import dev.mudi.etcd.commit.Upkeep;
import dev.mudi.etcd.log.BlockReader;
import dev.mudi.etcd.log.DirectoryDisk;
import dev.mudi.etcd.log.DirectoryLock;
import dev.mudi.etcd.raft.MemberFile.Origin;
import dev.mudi.etcd.replication.Member;
import dev.mudi.etcd.replication.Membership;
import dev.mudi.etcd.replication.ReplicaOptions;
import dev.mudi.etcd.replication.ReplicatedEtcd;
import dev.mudi.etcd.state.State;
import dev.mudi.etcd.values.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of a replicated store, with everything it needs but the service for clients. */
public final class EtcdMember implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EtcdMember.class);
    private static final long RETRY_SECONDS = 1;
    private static final String AGREED = "agreed/";

    private final MemberOptions options;
    private final DirectoryLock lock;
    private final RatisLog log;
    private final ReplicatedEtcd etcd;
    private final RatisMembership membership;
    private final Thread introduction;
    private final CountDownLatch closing = new CountDownLatch(1);

    private EtcdMember(MemberOptions options, DirectoryLock lock, RatisLog log, ReplicatedEtcd etcd) {
        this.options = options;
        this.lock = lock;
        this.log = log;
        this.etcd = etcd;
        this.membership =
                new RatisMembership(log, etcd.replica(), options.limits().learners());
        var own = own(log.options().member());
        this.introduction = Thread.ofPlatform().name("etcd-introduction").unstarted(() -> introduce(own));
    }

    /**
     * Starts a member. It serves when a majority of the members runs; one that joins returns when it was admitted.
     *
     * @throws IOException one line that says what is wrong and what to do
     */
    public static EtcdMember start(MemberOptions given) throws IOException {
        Files.createDirectories(given.dataDir());
        var lock = DirectoryLock.acquire(given.dataDir());
        try {
            var options = NewCluster.begin(given);
            var known = MemberFile.read(options.dataDir());
            var identity = known.isPresent() ? known.get() : newMember(options);
            identity.write(options.dataDir());
            var limits = options.limits();
            var values = new Values(new DirectoryDisk(options.dataDir(), false), limits.heldBytes());
            var log = new RatisLog(raft(options, identity), values);
            var upkeep = new Upkeep(log, values, 0, limits.snapshotAfterBytes(), 0);
            var etcd = ReplicatedEtcd.start(replica(options, identity.id()), log, upkeep);
            try {
                return join(new EtcdMember(options, lock, log, etcd), log, identity);
            } catch (IOException | RuntimeException e) {
                etcd.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Makes the directory of the only member of a new store of what {@link Etcd#snapshot} of any store has written: its keys,
     * leases, users and revisions. Others can be added when it runs.
     *
     * @param options of a member whose directory is empty or does not exist, and that begins a cluster alone
     * @throws IOException when that is not so, or {@link dev.mudi.etcd.log.DamageException} when the snapshot is damaged
     */
    public static void restore(InputStream snapshot, MemberOptions options) throws IOException {
        if (MemberFile.read(options.dataDir()).isPresent()
                || options.cluster().exists()
                || options.cluster().initial().size() != 1) {
            throw new IOException("a snapshot is restored into the empty directory of one new member, and "
                    + options.dataDir() + " is not one");
        }
        restore(SnapshotCodec.read(new BlockReader(snapshot, "the snapshot")).state(), options);
    }

    /** The same of a state. */
    static void restore(State state, MemberOptions options) throws IOException {
        try (var member = start(options)) {
            member.introduction.join();
            var machine = member.etcd.replica().machine();
            // Behind everything that is in the log so far: what is read at the next start is this.
            member.log.put(new SnapshotCodec.Content(
                    machine.index(), state.asOf(machine.state().settings())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static EtcdMember join(EtcdMember member, RatisLog log, MemberFile identity) throws IOException {
        var division = log.division();
        var self = RaftSettings.peerId(identity.id());
        boolean in = division != null
                && RatisMembership.peersOf(division).all().stream()
                        .anyMatch(peer -> peer.getId().equals(self));
        if (!in) {
            var others = others(member.options);
            var quorum = new Quorum(log.options());
            var answer = quorum.register(others, member.options.addresses().peerUrls());
            if (Registration.member(answer) != identity.id()) {
                throw new IOException("the member " + member.options.name() + " has been permanently removed from the"
                        + " cluster: add it again, and start it with an empty directory");
            }
            var own = member.own(identity.id());
            quorum.admit(others, own.learning(identity.origin() == Origin.LEARNER));
        }
        member.introduction.start();
        return member;
    }

    private static MemberFile newMember(MemberOptions options) throws IOException {
        var cluster = options.cluster();
        var urls = options.addresses().peerUrls();
        if (!urls.equals(cluster.initial().get(options.name()))) {
            throw new IOException("--initial-cluster has " + options.name() + "="
                    + cluster.initial().get(options.name()) + ", and --initial-advertise-peer-urls " + urls
                    + ": they must be the same");
        }
        if (!cluster.exists()) {
            return new MemberFile(MemberFile.identity(urls, cluster.token()), cluster.token(), Origin.FOUNDER);
        }
        var nobody = raft(options, new MemberFile(1, cluster.token(), Origin.VOTER));
        var answer = new Quorum(nobody).register(others(options), urls);
        if (Registration.member(answer) == 0) {
            throw new IOException("no member of the cluster has made room for a member at " + urls
                    + ": add it first, with 'etcdctl member add'");
        }
        return new MemberFile(
                Registration.member(answer),
                cluster.token(),
                Registration.learner(answer) ? Origin.LEARNER : Origin.VOTER);
    }

    /** The others as the flags have them: their true identities are not known, and need not be to ask them. */
    private static List<RaftPeer> others(MemberOptions options) throws IOException {
        var others = options.cluster().initial().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(options.name()))
                .map(entry -> RaftSettings.peer(initial(options, entry.getValue())))
                .toList();
        if (others.isEmpty()) {
            throw new IOException("--initial-cluster names no other member that could admit this one");
        }
        return others;
    }

    private static List<Member> founders(MemberOptions options) {
        return options.cluster().initial().values().stream()
                .map(urls -> initial(options, urls))
                .toList();
    }

    private static Member initial(MemberOptions options, List<String> urls) {
        var id = MemberFile.identity(urls, options.cluster().token());
        return new Member(id, "", urls, List.of(), false);
    }

    private static RaftOptions raft(MemberOptions options, MemberFile identity) throws IOException {
        var directory = options.dataDir().resolve("raft");
        Files.createDirectories(directory);
        return new RaftOptions(
                identity.id(),
                directory,
                options.addresses().listen(),
                identity.cluster(),
                identity.origin() == Origin.FOUNDER ? founders(options) : List.of(),
                options.tls(),
                options.limits().election());
    }

    private static ReplicaOptions replica(MemberOptions options, long id) {
        var limits = options.limits();
        return new ReplicaOptions(
                id,
                ThreadLocalRandom.current().nextLong(),
                monotonic(),
                limits.retention(),
                limits.quotaBytes(),
                ReplicaOptions.PATIENCE);
    }

    private static InstantSource monotonic() {
        long start = System.nanoTime();
        return () -> Instant.EPOCH.plusNanos(System.nanoTime() - start);
    }

    private Member own(long id) {
        var addresses = options.addresses();
        return new Member(id, options.name(), addresses.peerUrls(), addresses.clientUrls(), false);
    }

    /** Writes down who this member is as soon as it can be. */
    private void introduce(Member own) {
        var initial = options.cluster().exists() ? List.<Member>of() : founders(options);
        try {
            do {
                try {
                    membership.publish(own, initial);
                    return;
                } catch (EtcdException e) {
                    LOG.atDebug()
                            .setMessage("could not write down yet who this member is")
                            .addKeyValue("cause", e.getMessage())
                            .log();
                }
            } while (!closing.await(RETRY_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The store, by way of this member. */
    public Etcd etcd() {
        return etcd;
    }

    public Membership membership() {
        return membership;
    }

    /**
     * Settles what all members must hold the same, beside the keys: what one of them has written down first counts for all.
     *
     * @return what counts; ours when no one was faster
     */
    public String agree(String name, String ours) {
        return membership.agree(Bytes.utf8(AGREED + name), Bytes.utf8(ours)).toUtf8();
    }

    /** Leaves the others to themselves; they and the directory still know this member. Idempotent. */
    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        try (lock) {
            etcd.close();
            introduction.join();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("the lock of the directory could not be given back")
                    .setCause(e)
                    .log();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
