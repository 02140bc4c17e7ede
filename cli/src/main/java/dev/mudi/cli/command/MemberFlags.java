package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.raft.MemberOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a member of a replicated store is and what it belongs to; flags are etcd's. */
final class MemberFlags {
    /** Below it every pause of a process would cost a leader; beyond it etcd refuses too, for a dead leader must be found. */
    private static final long SHORTEST_ELECTION_MILLIS = 100;

    private static final long LONGEST_ELECTION_MILLIS = 50_000;

    @Option(names = "--name", paramLabel = "NAME", description = "Of this member.")
    private @Nullable String name;

    @Option(names = "--listen-client-urls", paramLabel = "URLS", description = "Where etcd's API is served to clients.")
    private @Nullable String listenClient;

    @Option(
            names = "--advertise-client-urls",
            paramLabel = "URLS",
            description = "How clients reach this member (default: --listen-client-urls).")
    private @Nullable String advertiseClient;

    @Option(names = "--listen-peer-urls", paramLabel = "URL", description = "Where other members are served.")
    private @Nullable String listenPeer;

    @Option(
            names = "--initial-advertise-peer-urls",
            paramLabel = "URLS",
            description = "How other members reach this one (default: --listen-peer-urls).")
    private @Nullable String advertisePeer;

    @Option(
            names = "--initial-cluster",
            paramLabel = "NAME=URL,...",
            description = "The peer URLs of all members (default: this one alone).")
    private @Nullable String initialCluster;

    @Option(
            names = "--initial-cluster-state",
            paramLabel = "STATE",
            defaultValue = "new",
            description = "new, or existing to join members that run.")
    private String state = "new";

    @Option(
            names = "--initial-cluster-token",
            paramLabel = "TOKEN",
            defaultValue = "etcd-cluster",
            description = "Another for each cluster.")
    private String token = "etcd-cluster";

    @Option(
            names = "--election-timeout",
            paramLabel = "MILLIS",
            description =
                    "After about so long without a word from the leader another is elected; give all members the same"
                            + " (default: 1000).")
    private @Nullable Long election;

    /**
     * What counts where the user has said nothing.
     *
     * @param listenClient empty for nowhere
     */
    record Defaults(String name, String listenClient, String listenPeer) {}

    /** Whether the user has said anything of a member. */
    boolean isGiven() {
        return Stream.of(name, listenClient, advertiseClient, listenPeer, advertisePeer, initialCluster, election)
                .anyMatch(value -> value != null);
    }

    String name(Defaults defaults) {
        return name == null ? defaults.name : name;
    }

    /** Where clients are served; empty for nowhere. */
    List<String> listenClient(Defaults defaults) throws UserException {
        var urls = listenClient == null ? defaults.listenClient : listenClient;
        return urls.isEmpty() ? List.of() : EtcdFlags.urls("--listen-client-urls", urls);
    }

    String listenPeer(Defaults defaults) {
        return listenPeer == null ? defaults.listenPeer : listenPeer;
    }

    private List<String> peerUrls(Defaults defaults) throws UserException {
        return EtcdFlags.urls(
                "--initial-advertise-peer-urls",
                Optional.ofNullable(advertisePeer).orElse(listenPeer(defaults)));
    }

    MemberOptions.Addresses addresses(Defaults defaults) throws UserException {
        var clients = advertiseClient == null
                ? listenClient(defaults)
                : EtcdFlags.urls("--advertise-client-urls", advertiseClient);
        return new MemberOptions.Addresses(
                EtcdFlags.address("--listen-peer-urls", listenPeer(defaults)), peerUrls(defaults), clients);
    }

    /** How long a leader may be silent. Its word comes three or four times in that time, so etcd's flag for that is not needed. */
    Duration election() throws UserException {
        if (election == null) {
            return MemberOptions.Limits.DEFAULT.election();
        }
        if (election < SHORTEST_ELECTION_MILLIS || election > LONGEST_ELECTION_MILLIS) {
            throw new UserException("--election-timeout " + election + " makes no sense: give "
                    + SHORTEST_ELECTION_MILLIS + " to " + LONGEST_ELECTION_MILLIS + " milliseconds");
        }
        return Duration.ofMillis(election);
    }

    MemberOptions.Cluster cluster(Defaults defaults) throws UserException {
        if (!"new".equals(state) && !"existing".equals(state)) {
            throw new UserException("--initial-cluster-state " + state + " is not known: give new or existing");
        }
        var own = name(defaults) + "=";
        var all = initialCluster == null ? own + String.join("," + own, peerUrls(defaults)) : initialCluster;
        return new MemberOptions.Cluster(token, EtcdFlags.cluster(all), "existing".equals(state));
    }
}
