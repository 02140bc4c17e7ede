package dev.mudi.etcd.raft;

import dev.mudi.etcd.replication.Member;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the log is run.
 *
 * @param member this one's identity
 * @param directory for Ratis' files
 * @param listen where the other members reach this one
 * @param cluster names the group: members of another never get along with this one
 * @param bootstrap all members when the log is begun; empty to be admitted to one that exists, or to go on
 * @param tls without it members talk in the clear
 * @param election after about so long without a word from the leader members elect another: from 3/5 to 6/5 of it
 */
record RaftOptions(
        long member,
        Path directory,
        InetSocketAddress listen,
        String cluster,
        List<Member> bootstrap,
        Optional<PeerTls> tls,
        Duration election) {}
