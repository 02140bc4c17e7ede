package dev.mudi.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mudi.cluster.control.ControlServer;
import dev.mudi.runtime.ContainerRuntime;
import dev.mudi.runtime.cri.ImageSpec;
import dev.mudi.runtime.cri.ImageStatusRequest;
import dev.mudi.runtime.cri.ListImagesRequest;
import dev.mudi.runtime.cri.PullImageRequest;
import dev.mudi.runtime.cri.RemoveImageRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What {@code mudi image} asks of the daemon. */
final class ImageVerbs {
    private final ContainerRuntime runtime;

    ImageVerbs(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    Map<String, ControlServer.Verb> verbs() {
        return Map.of(
                "image-ls", arguments -> list(),
                "image-import", this::importArchive,
                "image-pull", this::pull,
                "image-rm", this::remove);
    }

    /** The same verbs where there are no containers: each says so. */
    static Map<String, ControlServer.Verb> ofSimulatedNodes() {
        ControlServer.Verb refusal = arguments -> {
            throw new IOException("simulated nodes have no images: only a cluster started without --nodes=hollow has");
        };
        return Map.of("image-ls", refusal, "image-import", refusal, "image-pull", refusal, "image-rm", refusal);
    }

    private JsonNode list() {
        var list = JsonNodeFactory.instance.arrayNode();
        for (var image :
                runtime.listImages(ListImagesRequest.getDefaultInstance()).getImagesList()) {
            for (var tag : image.getRepoTagsList()) {
                list.addObject().put("name", tag).put("id", image.getId()).put("size", image.getSize());
            }
            if (image.getRepoTagsCount() == 0) {
                list.addObject().put("name", "<none>").put("id", image.getId()).put("size", image.getSize());
            }
        }
        return list;
    }

    private JsonNode importArchive(JsonNode arguments) {
        var names = JsonNodeFactory.instance.arrayNode();
        runtime.importImages(Path.of(arguments.path("file").asText()))
                .forEach(image -> (image.tags().isEmpty() ? List.of(image.id()) : image.tags()).forEach(names::add));
        return names;
    }

    private JsonNode pull(JsonNode arguments) {
        var image = ImageSpec.newBuilder()
                .setImage(arguments.path("image").asText())
                .build();
        return new TextNode(
                runtime.pullImage(PullImageRequest.newBuilder().setImage(image).build())
                        .getImageRef());
    }

    /** CRI's call takes the absence of an image for success; a user who asks for it by name has mistyped it. */
    private JsonNode remove(JsonNode arguments) throws IOException {
        var name = arguments.path("image").asText();
        var image = ImageSpec.newBuilder().setImage(name).build();
        if (!runtime.imageStatus(ImageStatusRequest.newBuilder().setImage(image).build())
                .hasImage()) {
            throw new IOException("there is no image " + name + " here: 'mudi image ls' shows those that are");
        }
        runtime.removeImage(RemoveImageRequest.newBuilder().setImage(image).build());
        return new TextNode("");
    }
}
