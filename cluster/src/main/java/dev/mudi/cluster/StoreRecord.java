package dev.mudi.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.cluster.ClusterOptions.Components;
import dev.mudi.cluster.ClusterOptions.Nodes;
import dev.mudi.cluster.ClusterOptions.Store;
import dev.mudi.etcd.raft.MemberOptions;
import dev.mudi.etcd.raft.PeerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Which store a data directory's cluster has its objects in, in the file {@code store.json}: that it is replaced as a whole is what
 * makes a move from one store to another happen at once or not at all.
 */
public final class StoreRecord {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "store.json";
    private static final String NODES = "nodes";
    private static final String CONTROLLER_MANAGER = "controllerManager";
    private static final String SCHEDULER = "scheduler";
    private static final String ELECTION = "electionMillis";

    private StoreRecord() {}

    /** Where in the data directory a store of this kind is; that of an external one is empty. */
    public static Path folder(Path dataDir, Store store) {
        return dataDir.resolve(
                switch (store) {
                    case Store.Embedded _ -> "etcd";
                    case Store.Replicated _ -> "etcd-member";
                    case Store.External _ -> "etcd-external";
                });
    }

    /**
     * Reads it; a directory of before there was such a file has a store of its own.
     *
     * @throws IOException when the file is damaged
     */
    public static Optional<Store> find(Path dataDir) throws IOException {
        var file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            var embedded = new Store.Embedded(0);
            return Files.exists(folder(dataDir, embedded)) ? Optional.of(embedded) : Optional.empty();
        }
        try {
            return Optional.of(read(JSON.readTree(file.toFile())));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw damaged(file, e);
        }
    }

    /**
     * Refuses to start on another store than the one that has the objects.
     *
     * @throws IOException one line that says how to go on
     */
    static void require(ClusterOptions options) throws IOException {
        var recorded = find(options.dataDir());
        if (recorded.isPresent()
                && !recorded.get().getClass().equals(options.store().getClass())) {
            throw new IOException(
                    "the objects of this cluster are in " + name(recorded.get())
                            + ": 'mudi up' without --server and --etcd-servers goes on with it, and 'mudi etcd move' moves them");
        }
    }

    /** What a user calls it. */
    public static String name(Store store) {
        return switch (store) {
            case Store.Embedded _ -> "a store of its own";
            case Store.Replicated member -> "a replicated store, as its member " + member.name();
            case Store.External external -> "the etcd at " + list(external.servers());
        };
    }

    private static String list(Collection<URI> urls) {
        return String.join(",", urls.stream().map(URI::toString).toList());
    }

    /**
     * What ran at the last start: so a server that is started without a word goes on as it was.
     *
     * @throws IOException when the file is damaged
     */
    public static Optional<Components> components(Path dataDir) throws IOException {
        var file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var json = JSON.readTree(file.toFile());
            return nodes(json)
                    .map(nodes -> new Components(
                            nodes,
                            json.path(CONTROLLER_MANAGER).asBoolean(true),
                            json.path(SCHEDULER).asBoolean(true)));
        } catch (JsonProcessingException e) {
            throw damaged(file, e);
        }
    }

    private static Optional<Nodes> nodes(JsonNode json) {
        return switch (json.path(NODES).asText()) {
            case "real" -> Optional.of(new Nodes.Real());
            case "none" -> Optional.of(new Nodes.None());
            case "hollow" -> Optional.of(new Nodes.Hollow(json.path("hollow").asInt()));
            default -> Optional.empty();
        };
    }

    private static IOException damaged(Path file, Exception why) {
        var first = String.valueOf(why.getMessage()).lines().findFirst().orElse("");
        return new IOException(file + " is damaged (" + first + "): put it back from a copy", why);
    }

    /** Writes it down. The caller holds the data directory's lock. */
    static void save(Path dataDir, Store store, Components components) throws IOException {
        var file = dataDir.resolve(FILE);
        var temporary = file.resolveSibling(FILE + ".new");
        var json = json(store);
        switch (components.nodes()) {
            case Nodes.Real() -> json.put(NODES, "real");
            case Nodes.None() -> json.put(NODES, "none");
            case Nodes.Hollow(var count) -> json.put(NODES, "hollow").put("hollow", count);
        }
        json.put(CONTROLLER_MANAGER, components.controllerManager()).put(SCHEDULER, components.scheduler());
        JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), json);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static ObjectNode json(Store store) {
        var json = JSON.createObjectNode();
        switch (store) {
            case Store.Embedded(var port) -> json.put("kind", "embedded").put("etcdPort", port);
            case Store.Replicated member -> member(member, json.put("kind", "replicated"));
            case Store.External external -> {
                texts(
                        json.put("kind", "external").putArray("servers"),
                        external.servers().stream().map(URI::toString).toList());
                external.authority().ifPresent(file -> json.put("cafile", text(file)));
                external.certificate().ifPresent(file -> json.put("certfile", text(file)));
                external.key().ifPresent(file -> json.put("keyfile", text(file)));
            }
        }
        return json;
    }

    private static void member(Store.Replicated member, ObjectNode json) {
        var addresses = member.addresses();
        json.put("name", member.name())
                .put("listenHost", addresses.listen().getHostString())
                .put("listenPort", addresses.listen().getPort());
        texts(json.putArray("peerUrls"), addresses.peerUrls());
        texts(json.putArray("clientUrls"), addresses.clientUrls());
        texts(json.putArray("listenClientUrls"), member.listenClientUrls());
        json.put("token", member.founding().token())
                .put("existing", member.founding().exists())
                .put(ELECTION, member.election().toMillis());
        var initial = json.putObject("initialCluster");
        member.founding().initial().forEach((name, urls) -> texts(initial.putArray(name), urls));
        member.tls()
                .ifPresent(tls -> json.put("peerCertFile", text(tls.certificate()))
                        .put("peerKeyFile", text(tls.key()))
                        .put("peerTrustedCaFile", text(tls.authority())));
    }

    private static void texts(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }

    private static String text(Path file) {
        return file.toAbsolutePath().toString();
    }

    private static Store read(JsonNode json) {
        var kind = json.path("kind").asText();
        return switch (kind) {
            case "embedded" -> new Store.Embedded(json.path("etcdPort").asInt());
            case "replicated" -> member(json);
            case "external" ->
                new Store.External(
                        texts(json.path("servers")).stream().map(URI::create).toList(),
                        file(json, "cafile"),
                        file(json, "certfile"),
                        file(json, "keyfile"));
            default -> throw new IllegalArgumentException("there is no store of kind '" + kind + "'");
        };
    }

    private static Store.Replicated member(JsonNode json) {
        var initial = new LinkedHashMap<String, List<String>>();
        json.path("initialCluster").properties().forEach(entry -> initial.put(entry.getKey(), texts(entry.getValue())));
        var certificate = file(json, "peerCertFile");
        return new Store.Replicated(
                json.path("name").asText(),
                new MemberOptions.Addresses(
                        new InetSocketAddress(
                                json.path("listenHost").asText(),
                                json.path("listenPort").asInt()),
                        texts(json.path("peerUrls")),
                        texts(json.path("clientUrls"))),
                new MemberOptions.Cluster(
                        json.path("token").asText(),
                        initial,
                        json.path("existing").asBoolean()),
                texts(json.path("listenClientUrls")),
                certificate.map(shown -> new PeerTls(
                        shown,
                        file(json, "peerKeyFile").orElseThrow(),
                        file(json, "peerTrustedCaFile").orElseThrow())),
                Duration.ofMillis(json.path(ELECTION)
                        .asLong(MemberOptions.Limits.DEFAULT.election().toMillis())));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Optional<Path> file(JsonNode json, String name) {
        return json.has(name) ? Optional.of(Path.of(json.path(name).asText())) : Optional.empty();
    }
}
