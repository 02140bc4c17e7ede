package dev.mudi.runtime.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.linux.Command;
import dev.mudi.runtime.linux.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs plugin chains. Thread-safe, for different sandboxes. */
public final class CniPlugins {

    private final ObjectMapper json = new ObjectMapper();
    private final List<Path> binaries;
    private final Path cache;

    /**
     * @param binaries directories searched for plugins, in order
     * @param cache where added attachments are kept
     */
    public CniPlugins(List<Path> binaries, Path cache) throws IOException {
        this.binaries = List.copyOf(binaries);
        this.cache = Files.createDirectories(cache);
    }

    /**
     * Attaches a sandbox to a network.
     *
     * @return its addresses, without prefix lengths, in the plugins' order
     * @throws IOException when a plugin fails; the caller then deletes the attachment
     */
    public List<String> add(NetworkConfigList network, Attachment attachment) throws IOException {
        var kept = json.createObjectNode();
        kept.set("network", network.toJson());
        kept.set("attachment", attachment.toJson());
        // Written before the first plugin runs: what is half added must be deleted too.
        FileTrees.replace(file(attachment.containerId()), kept.toString());
        Optional<JsonNode> result = Optional.empty();
        for (ObjectNode plugin : network.plugins()) {
            if (!isIdle(plugin, attachment)) {
                result = Optional.of(run("ADD", network, plugin, attachment, result));
            }
        }
        var last = result.orElseGet(json::createObjectNode);
        kept.set("result", last);
        FileTrees.replace(file(attachment.containerId()), kept.toString());
        return addresses(last);
    }

    /** Whether a plugin would only hand on what it was given: portmap without ports. It saves a process for most pods. */
    private static boolean isIdle(ObjectNode plugin, Attachment attachment) {
        return plugin.path("type").asText().equals("portmap")
                && plugin.path("capabilities").path("portMappings").asBoolean()
                && !attachment.capabilities().containsKey("portMappings");
    }

    /** Detaches a sandbox, as it was attached. Idempotent: what isn't attached is left alone. */
    public void delete(String containerId) throws IOException {
        Path file = file(containerId);
        if (!Files.exists(file)) {
            return;
        }
        JsonNode kept = json.readTree(Files.readAllBytes(file));
        var network = NetworkConfigList.of(kept.path("network"));
        var attachment = Attachment.of(kept.path("attachment"));
        Optional<JsonNode> result = kept.has("result") ? Optional.of(kept.path("result")) : Optional.empty();
        for (ObjectNode plugin : network.plugins().reversed()) {
            if (!isIdle(plugin, attachment)) {
                run("DEL", network, plugin, attachment, result);
            }
        }
        Files.deleteIfExists(file);
    }

    /** Asks the plugins whether an attachment is as it should be; throws what a plugin finds wrong. */
    public void check(String containerId) throws IOException {
        JsonNode kept = json.readTree(Files.readAllBytes(file(containerId)));
        var network = NetworkConfigList.of(kept.path("network"));
        var attachment = Attachment.of(kept.path("attachment"));
        if (network.disableCheck() || network.cniVersion().matches("0\\.[0-3]\\..*")) {
            return;
        }
        for (ObjectNode plugin : network.plugins()) {
            if (!isIdle(plugin, attachment)) {
                run("CHECK", network, plugin, attachment, Optional.of(kept.path("result")));
            }
        }
    }

    /** Ids of the sandboxes that are attached. */
    public List<String> attached() throws IOException {
        try (var files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json") && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .toList();
        }
    }

    private JsonNode run(
            String command,
            NetworkConfigList network,
            ObjectNode plugin,
            Attachment attachment,
            Optional<JsonNode> previous)
            throws IOException {
        String type = plugin.path("type").asText();
        var input = plugin.deepCopy().put("name", network.name()).put("cniVersion", network.cniVersion());
        input.remove("capabilities");
        plugin.path("capabilities").properties().forEach(capability -> {
            var argument = attachment.capabilities().get(capability.getKey());
            if (capability.getValue().asBoolean() && argument != null) {
                input.withObjectProperty("runtimeConfig").set(capability.getKey(), argument);
            }
        });
        previous.ifPresent(result -> input.set("prevResult", result));
        var environment = new HashMap<String, String>();
        environment.put("CNI_COMMAND", command);
        environment.put("CNI_CONTAINERID", attachment.containerId());
        environment.put("CNI_NETNS", attachment.networkNamespace().toString());
        environment.put("CNI_IFNAME", Attachment.INTERFACE);
        environment.put("CNI_ARGS", attachment.joinedArguments());
        environment.put("CNI_PATH", binaries.stream().map(Path::toString).collect(Collectors.joining(":")));
        var result = Command.run(List.of(binary(type).toString()), environment, input.toString());
        if (result.exitCode() != 0) {
            throw new IOException("CNI plugin " + type + " failed to " + command + ": " + complaint(result));
        }
        return result.output().isBlank() ? json.createObjectNode() : json.readTree(result.output());
    }

    private String complaint(Command.Result result) {
        try {
            JsonNode error = json.readTree(result.output());
            String details = error.path("details").asText();
            return error.path("msg").asText(result.complaint()) + (details.isEmpty() ? "" : ": " + details);
        } catch (IOException notJson) {
            return result.complaint() + " (exit code " + result.exitCode() + ")";
        }
    }

    private Path binary(String type) throws IOException {
        if (type.indexOf('/') >= 0) {
            throw new IOException(
                    "\"" + type + "\" is not a CNI plugin type: it names a program in one of " + binaries);
        }
        for (Path directory : binaries) {
            if (Files.isExecutable(directory.resolve(type))) {
                return directory.resolve(type);
            }
        }
        throw new IOException("the CNI plugin " + type + " is in none of " + binaries
                + "; on Debian it comes with containernetworking-plugins");
    }

    private static List<String> addresses(JsonNode result) {
        var found = new ArrayList<String>();
        for (JsonNode ip : result.path("ips")) {
            String address = ip.path("address").asText();
            int slash = address.indexOf('/');
            found.add(slash < 0 ? address : address.substring(0, slash));
        }
        return List.copyOf(found);
    }

    private Path file(String containerId) {
        return cache.resolve(containerId + ".json");
    }
}
