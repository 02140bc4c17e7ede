package dev.mudi.runtime.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.linux.ProcessId;
import dev.mudi.runtime.oci.ProcessUser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A container, as it is kept on disk.
 *
 * @param id 64 hex digits
 * @param sandboxId the sandbox it lives in
 * @param config what CRI asked for, resources as last updated
 * @param image the image it was made of
 * @param place where its parts are
 * @param progress how far it has come
 * @param processes its first process and its monitor, once started
 */
record ContainerRecord(
        String id,
        String sandboxId,
        ContainerConfig config,
        Image image,
        Place place,
        Progress progress,
        Conmon.Started processes) {

    /**
     * The image of a container, which may be removed while the container lives.
     *
     * @param name how people name it
     * @param diffIds its layers, which stay as long as the container
     */
    record Image(String id, String name, String reference, String stopSignal, List<String> diffIds) {}

    /**
     * Where a container's parts are.
     *
     * @param cgroup below the hierarchies' roots
     * @param logPath empty for no log
     * @param user who it runs as
     * @param ownPidNamespace whether its first process's end ends all others
     */
    record Place(String cgroup, String logPath, ProcessUser user, boolean ownPidNamespace) {}

    ContainerState state() {
        return progress.state();
    }

    ContainerRecord with(Progress next) {
        return new ContainerRecord(id, sandboxId, config, image, place, next, processes);
    }

    ContainerRecord with(Conmon.Started started) {
        return new ContainerRecord(id, sandboxId, config, image, place, progress, started);
    }

    ContainerRecord with(ContainerConfig next) {
        return new ContainerRecord(id, sandboxId, next, image, place, progress, processes);
    }

    ObjectNode toJson() {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("sandboxId", sandboxId)
                .put("name", config.getMetadata().getName())
                .put("config", Base64.getEncoder().encodeToString(config.toByteArray()));
        var imageNode = node.putObject("image")
                .put("id", image.id())
                .put("name", image.name())
                .put("reference", image.reference())
                .put("stopSignal", image.stopSignal());
        image.diffIds().forEach(imageNode.putArray("diffIds")::add);
        var placeNode = node.putObject("place")
                .put("cgroup", place.cgroup())
                .put("logPath", place.logPath())
                .put("uid", place.user().uid())
                .put("gid", place.user().gid())
                .put("ownPidNamespace", place.ownPidNamespace());
        place.user().additionalGids().forEach(placeNode.putArray("additionalGids")::add);
        node.putObject("progress")
                .put("state", progress.state().name())
                .put("createdAt", progress.createdAt())
                .put("startedAt", progress.startedAt())
                .put("finishedAt", progress.finishedAt())
                .put("exitCode", progress.exitCode())
                .put("reason", progress.reason())
                .put("message", progress.message());
        node.set("processes", Records.processes(processes));
        return node;
    }

    static ContainerRecord of(JsonNode node) throws IOException {
        JsonNode image = node.path("image");
        JsonNode place = node.path("place");
        JsonNode progress = node.path("progress");
        var groups = new ArrayList<Long>();
        place.path("additionalGids").forEach(gid -> groups.add(gid.asLong()));
        var diffIds = new ArrayList<String>();
        image.path("diffIds").forEach(diffId -> diffIds.add(diffId.asText()));
        return new ContainerRecord(
                node.path("id").asText(),
                node.path("sandboxId").asText(),
                ContainerConfig.parseFrom(
                        Base64.getDecoder().decode(node.path("config").asText())),
                new Image(
                        image.path("id").asText(),
                        image.path("name").asText(),
                        image.path("reference").asText(),
                        image.path("stopSignal").asText(),
                        List.copyOf(diffIds)),
                new Place(
                        place.path("cgroup").asText(),
                        place.path("logPath").asText(),
                        new ProcessUser(
                                place.path("uid").asLong(), place.path("gid").asLong(), List.copyOf(groups)),
                        place.path("ownPidNamespace").asBoolean()),
                new Progress(
                        ContainerState.valueOf(progress.path("state").asText()),
                        progress.path("createdAt").asLong(),
                        progress.path("startedAt").asLong(),
                        progress.path("finishedAt").asLong(),
                        progress.path("exitCode").asInt(),
                        progress.path("reason").asText(),
                        progress.path("message").asText()),
                Records.processes(node.path("processes")));
    }

    ProcessId process() {
        return processes.container();
    }
}
