package dev.mudi.etcd.raft;

import dev.mudi.etcd.replication.Member;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Options as Ratis wants them. */
final class RaftSettings {
    /** Ratis keeps the entries of the segment under way, and of the one before: so few that they die before they get old. */
    private static final SizeInBytes SEGMENT = SizeInBytes.valueOf(1L << 20);

    private static final SizeInBytes MESSAGE = SizeInBytes.valueOf(32L << 20);
    /** How large an entry may be, and what a member that lags is given at once: the largest request there may be, and some. */
    private static final SizeInBytes APPENDED = SizeInBytes.valueOf(11L << 20);

    private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf(16L << 20);
    private static final int CACHED_SEGMENTS = 1;
    /** No request is sent twice under one name, so replies need not be remembered for longer than they are under way. */
    private static final TimeDuration REPLIES = TimeDuration.valueOf(5, TimeUnit.SECONDS);
    /** The entries kept behind a snapshot, so that a member that was away for a moment need not be given all of it. */
    private static final long KEPT_ENTRIES = 1_000;

    /** How long a leader waits with a member that does not answer, and how often: it is to be heard soon when it is back. */
    private static final String APPEND_AGAIN = "1ms,10,300ms,1000000000";

    private RaftSettings() {}

    static RaftGroupId group(String cluster) {
        return RaftGroupId.valueOf(UUID.nameUUIDFromBytes(("mudi-etcd/" + cluster).getBytes(StandardCharsets.UTF_8)));
    }

    static RaftPeerId peerId(long member) {
        return RaftPeerId.valueOf(Long.toHexString(member));
    }

    static long member(RaftPeerId peer) {
        return Long.parseUnsignedLong(peer.toString(), 16);
    }

    static RaftPeer peer(Member member) {
        var url = URI.create(member.peerUrls().getFirst());
        return RaftPeer.newBuilder()
                .setId(peerId(member.id()))
                .setAddress(url.getHost() + ":" + url.getPort())
                .build();
    }

    static Parameters parameters(RaftOptions options) {
        var parameters = new Parameters();
        options.tls().ifPresent(tls -> tls.addTo(parameters));
        return parameters;
    }

    static RaftProperties properties(RaftOptions options) {
        var properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(options.directory().toFile()));
        timeouts(properties, options.election().toMillis());
        log(properties);
        GrpcConfigKeys.Server.setHost(properties, options.listen().getHostString());
        GrpcConfigKeys.Server.setPort(properties, options.listen().getPort());
        GrpcConfigKeys.setMessageSizeMax(properties, MESSAGE);
        return properties;
    }

    private static void timeouts(RaftProperties properties, long electionMillis) {
        // Two candidates that split the votes wait once more: a dead leader is succeeded in 3 s even then.
        var shortest = millis(electionMillis * 3 / 5);
        var longest = millis(electionMillis * 6 / 5);
        var patience = millis(2 * electionMillis);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, shortest);
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, longest);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(electionMillis / 4));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(electionMillis / 2));
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, patience);
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Read.setTimeout(properties, patience);
        // On a machine that does much else a member that slept too long is no reason to sleep once more: others are
        // asked
        // before there is an election, and say so when they have a leader.
        RaftServerConfigKeys.setSleepDeviationThreshold(properties, patience);
        // A member that was stopped for a while is no reason to give up: it hears of it as any other that was away.
        RaftServerConfigKeys.setCloseThreshold(properties, TimeDuration.valueOf(1, TimeUnit.DAYS));
    }

    private static void log(RaftProperties properties) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SEGMENT);
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS);
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, REPLIES);
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, WRITE_BUFFER);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, KEPT_ENTRIES);
        // With it Ratis 3.3.0 calls entries appended because others that begin where they do are on their way to the
        // disk: a
        // leader that sends once more, and more, after a silence counts what no log has.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, APPENDED);
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, APPEND_AGAIN);
        // Snapshots are written beside the log, when enough of it has come; see RatisLog.
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
    }

    private static TimeDuration millis(long count) {
        return TimeDuration.valueOf(count, TimeUnit.MILLISECONDS);
    }
}
