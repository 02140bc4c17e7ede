package dev.mudi.runtime.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A CNI network: plugins that run one after the other.
 *
 * @param name the network's name
 * @param cniVersion the version its results have
 * @param disableCheck whether CHECK is left out
 * @param plugins their configurations, in order
 */
public record NetworkConfigList(String name, String cniVersion, boolean disableCheck, List<ObjectNode> plugins) {

    /** The first configuration of the directory by file name, as CRI runtimes choose it; empty when there is none. */
    public static Optional<NetworkConfigList> load(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (var files = Files.list(directory)) {
            var first = files.filter(file -> file.toString().matches(".*\\.(conflist|conf|json)"))
                    .sorted()
                    .findFirst();
            return first.isEmpty() ? Optional.empty() : Optional.of(parse(first.get()));
        }
    }

    private static NetworkConfigList parse(Path file) throws IOException {
        try {
            return of(new ObjectMapper().readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw new IOException("the CNI configuration " + file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IOException("the CNI configuration " + file + " can't be used: " + e.getMessage(), e);
        }
    }

    static NetworkConfigList of(JsonNode root) throws IOException {
        var plugins = new ArrayList<ObjectNode>();
        for (JsonNode plugin : root.has("plugins") ? root.path("plugins") : List.of(root)) {
            if (!(plugin instanceof ObjectNode object)
                    || object.path("type").asText().isEmpty()) {
                throw new IOException("every plugin needs a \"type\"");
            }
            plugins.add(object);
        }
        String name = root.path("name").asText();
        if (name.isEmpty() || plugins.isEmpty()) {
            throw new IOException("a network needs a \"name\" and at least one plugin");
        }
        return new NetworkConfigList(
                name,
                root.path("cniVersion").asText("0.1.0"),
                root.path("disableCheck").asBoolean(),
                plugins);
    }

    /** The network as it is kept beside a result. */
    ObjectNode toJson() {
        var node = new ObjectMapper().createObjectNode();
        node.put("name", name).put("cniVersion", cniVersion).put("disableCheck", disableCheck);
        var array = node.putArray("plugins");
        plugins.forEach(array::add);
        return node;
    }
}
