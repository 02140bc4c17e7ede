package dev.mudi.runtime.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A sandbox to be attached to the network.
 *
 * @param containerId the sandbox's id
 * @param networkNamespace the file that stands for its network namespace
 * @param arguments what plugins are told of the pod, such as {@code K8S_POD_NAME}
 * @param capabilities capability arguments by capability, such as {@code portMappings}
 */
public record Attachment(
        String containerId, Path networkNamespace, Map<String, String> arguments, Map<String, JsonNode> capabilities) {

    /** The interface's name inside the sandbox; Kubernetes knows one. */
    static final String INTERFACE = "eth0";

    /** CNI_ARGS: {@code NAME=value} joined by semicolons. */
    String joinedArguments() {
        var joined = new StringBuilder("IgnoreUnknown=1");
        new TreeMap<>(arguments)
                .forEach((name, value) ->
                        joined.append(';').append(name).append('=').append(value));
        return joined.toString();
    }

    ObjectNode toJson() {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("containerId", containerId)
                .put("networkNamespace", networkNamespace.toString());
        var args = node.putObject("arguments");
        arguments.forEach(args::put);
        node.putObject("capabilities").setAll(capabilities);
        return node;
    }

    static Attachment of(JsonNode node) {
        var arguments = new TreeMap<String, String>();
        node.path("arguments")
                .properties()
                .forEach(entry -> arguments.put(entry.getKey(), entry.getValue().asText()));
        var capabilities = new TreeMap<String, JsonNode>();
        node.path("capabilities").properties().forEach(entry -> capabilities.put(entry.getKey(), entry.getValue()));
        return new Attachment(
                node.path("containerId").asText(),
                Path.of(node.path("networkNamespace").asText()),
                arguments,
                capabilities);
    }
}
