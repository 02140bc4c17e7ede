package dev.mudi.etcd.raft;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.replication.Member;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupInfoReply;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/** Asks the leader, whoever that is, to change who has a vote. */
final class Quorum {
    private static final int ATTEMPTS = 60;
    private static final TimeDuration BETWEEN = TimeDuration.valueOf(500, TimeUnit.MILLISECONDS);
    private static final long TRANSFER_MILLIS = 5_000;

    private final RaftOptions options;

    Quorum(RaftOptions options) {
        this.options = options;
    }

    private RaftClient client(List<RaftPeer> peers) {
        return RaftClient.newBuilder()
                .setRaftGroup(RaftGroup.valueOf(RaftSettings.group(options.cluster()), peers))
                .setProperties(RaftSettings.properties(options))
                .setParameters(RaftSettings.parameters(options))
                .setRetryPolicy(RetryPolicies.retryUpToMaximumCountWithFixedSleep(ATTEMPTS, BETWEEN))
                .build();
    }

    void set(RatisMembership.Peers before, RatisMembership.Peers after) throws IOException {
        var arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setServersInCurrentConf(before.voters())
                .setListenersInCurrentConf(before.listeners())
                .setServersInNewConf(after.voters())
                .setListenersInNewConf(after.listeners())
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .build();
        try (var client = client(before.all())) {
            check(client.admin().setConfiguration(arguments));
        }
    }

    /**
     * Admits a member that is running: it has its vote, or its place as a learner, when this returns.
     *
     * @param others where members are
     */
    void admit(List<RaftPeer> others, Member member) throws IOException {
        var peer = List.of(RaftSettings.peer(member));
        List<RaftPeer> none = List.of();
        var arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.ADD)
                .setServersInNewConf(member.learner() ? none : peer)
                .setListenersInNewConf(member.learner() ? peer : none)
                .build();
        try (var client = client(identify(others))) {
            check(client.admin().setConfiguration(arguments));
        }
    }

    /** Asks the leader who has this place. */
    Bytes register(List<RaftPeer> others, List<String> peerUrls) throws IOException {
        try (var client = client(identify(others))) {
            var reply = client.io().sendReadOnlyNonLinearizable(RatisMachine.message(Registration.of(peerUrls)));
            check(reply);
            return Bytes.wrap(reply.getMessage().getContent().toByteArray());
        }
    }

    /**
     * Asks who the members are.
     *
     * @param others whose addresses count, and their identities don't
     * @throws IOException when none of them answers
     */
    private List<RaftPeer> identify(List<RaftPeer> others) throws IOException {
        @Nullable Exception last = null;
        for (var other : others) {
            try {
                return membersOf(other);
            } catch (IOException | RuntimeException e) {
                // What gRPC says of a connection that is refused, or of a certificate, is none of the former.
                last = e;
            }
        }
        throw new IOException(
                "none of " + others.stream().map(RaftPeer::getAddress).toList()
                        + " answers as a member of the cluster: check --initial-cluster, --initial-cluster-token and"
                        + " that all certificates are of one authority",
                last);
    }

    private List<RaftPeer> membersOf(RaftPeer peer) throws IOException {
        var self = ClientId.randomId();
        try (var rpc = new GrpcFactory(RaftSettings.parameters(options))
                .newRaftClientRpc(self, RaftSettings.properties(options))) {
            rpc.addRaftPeers(peer);
            var group = RaftSettings.group(options.cluster());
            var reply = rpc.sendRequest(new GroupInfoRequest(self, peer.getId(), group, 1));
            if (reply instanceof GroupInfoReply info && info.isSuccess()) {
                return List.copyOf(info.getGroup().getPeers());
            }
            throw new IOException(String.valueOf(reply.getException()));
        }
    }

    void moveLeader(List<RaftPeer> peers, RaftPeerId leader) throws IOException {
        try (var client = client(peers)) {
            check(client.admin().transferLeadership(leader, TRANSFER_MILLIS));
        }
    }

    /** Whether a change failed because another one came before it, or is still under way. */
    static boolean isOvertaken(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SetConfigurationException || cause instanceof ReconfigurationInProgressException) {
                return true;
            }
        }
        return false;
    }

    private static void check(RaftClientReply reply) throws IOException {
        if (!reply.isSuccess()) {
            throw new IOException(String.valueOf(reply.getException()), reply.getException());
        }
    }
}
