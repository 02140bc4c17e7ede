package dev.mudi.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.apiserver.ApiServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was chosen at a cluster's first start and stays: names, ports and ranges, so that two clusters on one machine don't meet.
 * The cluster without options has upstream's own; another has what is free, named after its data directory.
 *
 * @param name of the cluster, part of the names of its bridge, packet-filter table and cgroups; empty for the default one
 * @param apiPort of the API server
 * @param kubeletPort of the kubelet's server
 * @param podCidr where pods get their addresses
 * @param serviceCidr where services get theirs: a range, or one of each family with a comma between them
 */
public record ClusterState(String name, int apiPort, int kubeletPort, String podCidr, String serviceCidr) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int API_PORT = 6443;
    private static final int KUBELET_PORT = 10250;
    private static final int NODE_PORT_FIRST = 30_000;
    private static final int NODE_PORT_RANGE = 2_768;
    /** Other clusters' services have their ports below the default one's, in one of so many ranges. */
    private static final int NODE_PORT_RANGES = 6;

    private static final int LOWEST_NODE_PORT = NODE_PORT_FIRST - NODE_PORT_RANGES * NODE_PORT_RANGE;
    /** Other clusters' servers have theirs between this one and those. */
    private static final int FIRST_SERVER_PORT = 11_000;

    private static final int PORT_ATTEMPTS = 1_000;

    /** Ranges 10.128 to 10.177 for pods and 10.192 to 10.241 for services: none meets the default cluster's 10.96 and 10.244. */
    private static final int BLOCKS = 50;

    private static final int FIRST_POD_BLOCK = 128;
    private static final int FIRST_SERVICE_BLOCK = 192;
    private static final String FILE = "cluster.json";
    private static final Logger LOG = LoggerFactory.getLogger(ClusterState.class);

    /**
     * Reads what was chosen, or chooses; a port that the options name replaces the one chosen before, and a range of service
     * addresses of the second family is added. Nothing is written: a choice is kept by {@link #save} once it is known to do.
     */
    static ClusterState of(ClusterOptions options) throws IOException {
        var file = options.dataDir().resolve(FILE);
        if (!Files.exists(file)) {
            return choose(options);
        }
        var known = read(file);
        return new ClusterState(
                known.name,
                options.port() == 0 ? known.apiPort : options.port(),
                known.kubeletPort,
                known.podCidr,
                known.grown(options));
    }

    /** The ranges of service addresses that there were, perhaps one more: services keep their addresses. */
    private String grown(ClusterOptions options) throws IOException {
        var wanted = options.serviceRanges();
        if (wanted.isEmpty() || wanted.equals(serviceCidr)) {
            return serviceCidr;
        }
        if (!wanted.startsWith(serviceCidr + ",")) {
            throw new IOException(
                    "--service-cluster-ip-range " + wanted + " is not what this cluster was started with, "
                            + serviceCidr + ": only a range of the other family can be added behind it");
        }
        return requireServed(wanted, options);
    }

    /** Pods of this machine have addresses of IPv4, and have to reach services. */
    private static String requireServed(String ranges, ClusterOptions options) throws IOException {
        if (options.nodes() instanceof ClusterOptions.Nodes.Real
                && proxied(ranges).isEmpty()) {
            throw new IOException("--service-cluster-ip-range " + ranges
                    + " has no range of IPv4, which pods of this machine need: add one, such as 10.96.0.0/12");
        }
        return ranges;
    }

    private static Optional<String> proxied(String ranges) {
        return Stream.of(ranges.split(","))
                .filter(range -> !range.contains(":"))
                .findFirst();
    }

    /** The range of service addresses that the proxy of a node serves: that of IPv4. */
    String proxiedCidr() {
        return proxied(serviceCidr).orElse("0.0.0.0/32");
    }

    /** Reads what was chosen, if the cluster was ever started. */
    public static Stream<ClusterState> find(Path dataDir) throws IOException {
        var file = dataDir.resolve(FILE);
        return Files.exists(file) ? Stream.of(read(file)) : Stream.empty();
    }

    /** As {@link #find}, for who removes the cluster: the names follow from the directory when the file is damaged. */
    public static Stream<ClusterState> findToRemove(ClusterOptions options) throws IOException {
        try {
            return find(options.dataDir());
        } catch (IOException damaged) {
            LOG.atWarn().log("{}", damaged.getMessage());
            return Stream.of(choose(options));
        }
    }

    /** The address of the API server inside the cluster: the first of the service range. */
    public String apiServiceIp() {
        return serviceIp(1);
    }

    /** The address of DNS inside the cluster: the tenth of the service range. */
    public String dnsServiceIp() {
        return serviceIp(10);
    }

    /** The first port that services may have on every node. */
    public int firstNodePort() {
        return name.isEmpty()
                ? NODE_PORT_FIRST
                : NODE_PORT_FIRST - NODE_PORT_RANGE * (1 + Math.floorMod(name.hashCode(), NODE_PORT_RANGES));
    }

    /** The last port that services may have on every node. */
    public int lastNodePort() {
        return firstNodePort() + NODE_PORT_RANGE - 1;
    }

    /** The addresses of the one node's pods: the first 256 of the pod range. */
    public String nodePodCidr() {
        return podCidr.substring(0, podCidr.indexOf('/')) + "/24";
    }

    /** The bridge that pods are attached to. */
    public String bridge() {
        return name.isEmpty() ? "mudi0" : "mudi-" + name;
    }

    /** The packet-filter table of the proxy. */
    public String proxyTable() {
        return name.isEmpty() ? "kube-proxy" : "kube-proxy-" + name;
    }

    /** The cgroup above the pods' cgroups; {@code /} for the default cluster, as the kubelet's default is. */
    public String cgroupRoot() {
        return name.isEmpty() ? "/" : "/mudi-" + name;
    }

    /** The cgroup that holds everything of this cluster's pods and nothing else. */
    public String podsCgroup() {
        return name.isEmpty() ? "/kubepods" : cgroupRoot();
    }

    private String serviceIp(int place) {
        return ApiServerOptions.ServiceNetwork.address(serviceCidr, place);
    }

    private static ClusterState choose(ClusterOptions options) throws IOException {
        if (options.isDefault()) {
            return new ClusterState(
                    "",
                    options.port() == 0 ? API_PORT : options.port(),
                    KUBELET_PORT,
                    "10.244.0.0/16",
                    serviceRanges(options, "10.96.0.0/12"));
        }
        int hash = identity(options).hashCode();
        int block = freeBlock(Math.floorMod(hash, BLOCKS));
        int apiPort = options.port() == 0 ? freePort(0) : options.port();
        return new ClusterState(
                HexFormat.of().toHexDigits(hash).substring(0, 8),
                apiPort,
                freePort(apiPort),
                "10." + (FIRST_POD_BLOCK + block) + ".0.0/16",
                serviceRanges(options, "10." + (FIRST_SERVICE_BLOCK + block) + ".0.0/16"));
    }

    private static String serviceRanges(ClusterOptions options, String otherwise) throws IOException {
        return options.serviceRanges().isEmpty() ? otherwise : requireServed(options.serviceRanges(), options);
    }

    /** What a cluster's names and ranges follow from: all servers that begin one come to the same. */
    private static String identity(ClusterOptions options) {
        return options.store() instanceof ClusterOptions.Store.Replicated member
                ? member.founding().token() + new TreeMap<>(member.founding().initial())
                : options.dataDir().toAbsolutePath().toString();
    }

    /** This server's ports, and of the rest what the cluster has. */
    ClusterState in(ClusterState cluster) {
        return new ClusterState(cluster.name, apiPort, kubeletPort, cluster.podCidr, cluster.serviceCidr);
    }

    /** The first block of addresses at or after a wish that no interface of this machine is in. */
    private static int freeBlock(int wish) throws IOException {
        for (int i = 0; i < BLOCKS; i++) {
            int block = (wish + i) % BLOCKS;
            boolean taken = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getAddress)
                    .anyMatch(bytes -> bytes.length == 4
                            && bytes[0] == 10
                            && ((bytes[1] & 255) == FIRST_POD_BLOCK + block
                                    || (bytes[1] & 255) == FIRST_SERVICE_BLOCK + block));
            if (!taken) {
                return block;
            }
        }
        throw new IOException("no block of addresses in 10.128.0.0/10 is free for another cluster's pods: "
                + "purge a cluster that is no longer needed (mudi down --purge)");
    }

    /** Not of the kernel's choice: whatever connects to anything may have it by the time the cluster starts again. */
    private static int freePort(int taken) throws IOException {
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_SERVER_PORT, LOWEST_NODE_PORT);
            if (port != taken && isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port between " + FIRST_SERVER_PORT + " and " + LOWEST_NODE_PORT + " was free in "
                + PORT_ATTEMPTS + " attempts: purge a cluster that is no longer needed (mudi down --purge)");
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket(port)) {
            return probe.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private static ClusterState read(Path file) throws IOException {
        JsonNode json;
        try {
            json = JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw damaged(file, e.getOriginalMessage().lines().findFirst().orElse("no JSON"));
        }
        for (var field : List.of("name", "apiPort", "kubeletPort", "podCidr", "serviceCidr")) {
            if (!json.has(field)) {
                throw damaged(file, "it has no " + field);
            }
        }
        return new ClusterState(
                json.path("name").asText(),
                json.path("apiPort").asInt(),
                json.path("kubeletPort").asInt(),
                json.path("podCidr").asText(),
                json.path("serviceCidr").asText());
    }

    private static IOException damaged(Path file, String why) {
        return new IOException(file + " is damaged (" + why
                + "): put it back from a copy, or remove the cluster with 'mudi down --purge'");
    }

    /** Keeps what was chosen. The caller holds the data directory's lock. */
    void save(Path dataDir) throws IOException {
        var file = dataDir.resolve(FILE);
        var temporary = file.resolveSibling(FILE + ".new");
        JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), toJson());
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private ObjectNode toJson() {
        return JSON.createObjectNode()
                .put("name", name)
                .put("apiPort", apiPort)
                .put("kubeletPort", kubeletPort)
                .put("podCidr", podCidr)
                .put("serviceCidr", serviceCidr);
    }
}
