package dev.mudi.cluster;

import dev.mudi.apiserver.ApiServerOptions.ServiceNetwork;
import dev.mudi.etcd.EtcdOptions;
import dev.mudi.etcd.raft.MemberOptions;
import dev.mudi.etcd.raft.PeerTls;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a user may choose when a cluster is started. What is 0 or empty is chosen by {@link ClusterState} at the first start
 * and kept in the data directory.
 *
 * @param dataDir everything that must survive
 * @param logDir the daemon's log; containers' logs are below it
 * @param port of the API server, 0 for 6443 or, beside another cluster, a free one
 * @param components what runs beside the API server
 * @param store what keeps the objects
 * @param keys how they stand in it
 * @param serviceRanges of addresses of services, as kube-apiserver's {@code --service-cluster-ip-range} has them; empty for what is
 *     chosen
 */
public record ClusterOptions(
        Path dataDir, Path logDir, int port, Components components, Store store, Keys keys, String serviceRanges) {
    /** The data directory of the cluster that needs no options. */
    public static final Path DEFAULT_DATA_DIR = Path.of("/var/lib/mudi");

    /** The log directory of the cluster that needs no options. */
    public static final Path DEFAULT_LOG_DIR = Path.of("/var/log/mudi");

    /**
     * What runs beside the API server in this process; what is left out may be upstream's.
     *
     * @param nodes what runs pods
     * @param controllerManager whether controllers run here
     * @param scheduler whether the scheduler runs here
     */
    public record Components(Nodes nodes, boolean controllerManager, boolean scheduler) {
        /** Everything, on these nodes. */
        public static Components allOn(Nodes nodes) {
            return new Components(nodes, true, true);
        }
    }

    /** What runs pods. */
    public sealed interface Nodes {
        /** This machine. */
        record Real() implements Nodes {}

        /** So many simulated nodes: pods become Running, no containers. */
        record Hollow(int count) implements Nodes {}

        /** Nothing: the control plane alone. */
        record None() implements Nodes {}
    }

    /** What keeps the objects. */
    public sealed interface Store {
        /**
         * This process, in the data directory.
         *
         * @param etcdPort where etcd's API is served on loopback to those with a certificate of the store; 0 for
         *     etcd's own port in the cluster that needs no options, if that is free, and nowhere in any other
         */
        record Embedded(int etcdPort) implements Store {}

        /**
         * This process as one of several members, each with an API server; flags of etcd.
         *
         * @param name of the member ({@code --name})
         * @param addresses where it is, for members and for clients
         * @param founding what it belongs to; looked at when it is new
         * @param listenClientUrls where etcd's API is served; empty for nowhere
         * @param tls certificates for the talk between members; without, and with https URLs, the cluster's own are used
         * @param election after about so long without a word from the leader members elect another ({@code --election-timeout})
         */
        record Replicated(
                String name,
                MemberOptions.Addresses addresses,
                MemberOptions.Cluster founding,
                List<String> listenClientUrls,
                Optional<PeerTls> tls,
                Duration election)
                implements Store {
            public Replicated {
                listenClientUrls = List.copyOf(listenClientUrls);
            }
        }

        /**
         * An etcd that runs already; flags of kube-apiserver.
         *
         * @param servers URLs of its members ({@code --etcd-servers})
         * @param authority who signs their certificates ({@code --etcd-cafile}); needed when the URLs are https
         * @param certificate of this client ({@code --etcd-certfile})
         * @param key of the certificate, in PKCS #8 ({@code --etcd-keyfile})
         */
        record External(List<URI> servers, Optional<Path> authority, Optional<Path> certificate, Optional<Path> key)
                implements Store {
            public External {
                servers = List.copyOf(servers);
            }
        }
    }

    /**
     * How the objects stand in the store; flags of kube-apiserver.
     *
     * @param prefix of all keys ({@code --etcd-prefix})
     * @param compaction how long an etcd that is not ours keeps what is past ({@code --etcd-compaction-interval}); zero for
     *     ever
     * @param quotaBytes how much they and their history may take in a store of the cluster's own ({@code --quota-backend-bytes}); 0 for
     *     what the heap has room for, and etcd's quota at most
     */
    public record Keys(String prefix, Duration compaction, long quotaBytes) {
        /** Upstream's. */
        public static final Keys DEFAULT = new Keys("/registry", Duration.ofMinutes(5), 0);

        long quotaOrDefault() {
            return quotaBytes == 0 ? EtcdOptions.quotaOfApiServer() : quotaBytes;
        }
    }

    /** A cluster whose objects stand in the store as upstream's do. */
    public ClusterOptions(Path dataDir, Path logDir, int port, Nodes nodes, Store store) {
        this(dataDir, logDir, port, Components.allOn(nodes), store, Keys.DEFAULT, "");
    }

    /** The same with other components. */
    public ClusterOptions withComponents(Components others) {
        return new ClusterOptions(dataDir, logDir, port, others, store, keys, serviceRanges);
    }

    /** The same with other keys. */
    public ClusterOptions withKeys(Keys otherKeys) {
        return new ClusterOptions(dataDir, logDir, port, components, store, otherKeys, serviceRanges);
    }

    /**
     * The same with services of these ranges; of the chosen ones if it is empty.
     *
     * @throws IllegalArgumentException with kube-apiserver's words for what cannot be ranges
     */
    public ClusterOptions withServiceRanges(String ranges) {
        var canonical = ranges.isEmpty() ? ranges : ServiceNetwork.canonical(ranges);
        return new ClusterOptions(dataDir, logDir, port, components, store, keys, canonical);
    }

    /** A cluster with a store of its own, whose API is not served. */
    public ClusterOptions(Path dataDir, Path logDir, int port, Nodes nodes) {
        this(dataDir, logDir, port, nodes, new Store.Embedded(0));
    }

    /** What runs pods. */
    public Nodes nodes() {
        return components.nodes();
    }

    /** Whether this is the cluster that needs no options, which has upstream's ports, names and ranges. */
    public boolean isDefault() {
        return dataDir.equals(DEFAULT_DATA_DIR);
    }

    /** The socket on which the daemon answers the command. */
    public Path controlSocket() {
        return dataDir.resolve("control.sock");
    }

    /** The process id of the daemon. */
    public Path pidFile() {
        return dataDir.resolve("mudi.pid");
    }

    /** The administrator's kubeconfig. */
    public Path adminKubeconfig() {
        return dataDir.resolve("admin.kubeconfig");
    }
}
