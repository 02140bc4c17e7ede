package dev.mudi.etcd.raft;

import dev.mudi.etcd.EtcdOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a member is run; etcd's flags, in groups.
 *
 * @param name that a person knows it by
 * @param dataDir made when it does not exist
 * @param addresses where it is
 * @param cluster what it belongs to; looked at only when the directory is new
 * @param tls of the talk between members; without it everything is in the clear
 * @param limits of what it keeps
 */
public record MemberOptions(
        String name, Path dataDir, Addresses addresses, Cluster cluster, Optional<PeerTls> tls, Limits limits) {
    MemberOptions at(Path newDataDir) {
        return new MemberOptions(name, newDataDir, addresses, cluster, tls, limits);
    }

    MemberOptions in(Cluster newCluster) {
        return new MemberOptions(name, dataDir, addresses, newCluster, tls, limits);
    }

    /**
     * Where a member is.
     *
     * @param listen for the other members
     * @param peerUrls how they reach it
     * @param clientUrls how clients reach it
     */
    public record Addresses(InetSocketAddress listen, List<String> peerUrls, List<String> clientUrls) {
        public Addresses {
            peerUrls = List.copyOf(peerUrls);
            clientUrls = List.copyOf(clientUrls);
        }
    }

    /**
     * What a new member belongs to.
     *
     * @param token names the cluster: the same for all its members, and another for another
     * @param initial the peer URLs of all members, this one too, by name
     * @param exists whether it runs already and has made room for this member; otherwise all of {@code initial} begin it
     * @param anew whether a member that has lost all others is to go on alone, as the only one of a new cluster with this token
     */
    public record Cluster(String token, Map<String, List<String>> initial, boolean exists, boolean anew) {
        public Cluster {
            initial = Map.copyOf(initial);
        }

        /** One that is not begun by a member of another. */
        public Cluster(String token, Map<String, List<String>> initial, boolean exists) {
            this(token, initial, exists, false);
        }

        public Cluster begunAnew() {
            return new Cluster(token, initial, exists, true);
        }
    }

    /**
     * What is kept.
     *
     * @param snapshotAfterBytes how long the log grows at least between two snapshots
     * @param election after about so long without a word from the leader members elect another
     * @param heldBytes about how much of what was written last is in memory with its values
     * @param learners how many members without a vote may be added by way of this one
     */
    public record Limits(
            EtcdOptions.Retention retention,
            long quotaBytes,
            long snapshotAfterBytes,
            Duration election,
            long heldBytes,
            int learners) {
        public static final Limits DEFAULT =
                new Limits(EtcdOptions.Retention.EVERYTHING, 2L << 30, 64L << 20, Duration.ofSeconds(1));

        /** As in etcd: one learner at a time unless told otherwise. */
        private static final int LEARNERS = 1;

        /** With as little in memory as usual. */
        public Limits(EtcdOptions.Retention retention, long quotaBytes, long snapshotAfterBytes, Duration election) {
            this(retention, quotaBytes, snapshotAfterBytes, election, EtcdOptions.HELD_BYTES, LEARNERS);
        }

        public Limits withLearners(int newLearners) {
            return new Limits(retention, quotaBytes, snapshotAfterBytes, election, heldBytes, newLearners);
        }
    }
}
