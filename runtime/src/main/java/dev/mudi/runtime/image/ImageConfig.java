package dev.mudi.runtime.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an image says about its containers (OCI image-spec, config.md). Absent texts are empty.
 *
 * @param environment entries {@code NAME=value}
 * @param entrypoint what runs when the container gives no command
 * @param command the default arguments
 * @param user {@code user[:group]}, names or numbers
 * @param workingDirectory where the process starts
 * @param stopSignal name or number of the signal that asks it to end
 * @param volumes directories that must exist
 * @param diffIds digests of the uncompressed layers, lowest first
 */
public record ImageConfig(
        List<String> environment,
        List<String> entrypoint,
        List<String> command,
        String user,
        String workingDirectory,
        String stopSignal,
        List<String> volumes,
        List<String> diffIds) {

    /** An image that says nothing. */
    public static final ImageConfig EMPTY =
            new ImageConfig(List.of(), List.of(), List.of(), "", "", "", List.of(), List.of());

    public static ImageConfig parse(byte[] json) throws IOException {
        JsonNode root = new ObjectMapper().readTree(json);
        JsonNode config = root.path("config");
        var diffIds = texts(root.path("rootfs").path("diff_ids"));
        for (String diffId : diffIds) {
            Digests.require(diffId);
        }
        return new ImageConfig(
                texts(config.path("Env")),
                texts(config.path("Entrypoint")),
                texts(config.path("Cmd")),
                config.path("User").asText(""),
                config.path("WorkingDir").asText(""),
                config.path("StopSignal").asText(""),
                names(config.path("Volumes")),
                diffIds);
    }

    static List<String> texts(JsonNode array) {
        var result = new ArrayList<String>();
        array.forEach(element -> result.add(element.asText()));
        return List.copyOf(result);
    }

    private static List<String> names(JsonNode object) {
        var result = new ArrayList<String>();
        object.fieldNames().forEachRemaining(result::add);
        return List.copyOf(result);
    }
}
