package dev.mudi.runtime.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.NamespaceOption;
import dev.mudi.runtime.cri.PodSandboxConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A sandbox, as it is kept on disk.
 *
 * @param id 64 hex digits
 * @param config what CRI asked for
 * @param handler the runtime handler asked for, empty for the default
 * @param cgroupParent the pod's cgroup below the hierarchies' roots
 * @param life whether it is ready, and since when it exists
 * @param addresses its IP addresses; none on the host's network
 * @param processes the pause process and its monitor, where the containers share processes
 */
record SandboxRecord(
        String id,
        PodSandboxConfig config,
        String handler,
        String cgroupParent,
        Life life,
        List<String> addresses,
        Conmon.Started processes) {

    /**
     * Since when a sandbox lives.
     *
     * @param createdAt nanoseconds since the epoch
     * @param bootId the boot of the kernel that its namespaces belong to
     */
    record Life(boolean ready, long createdAt, String bootId) {

        Life with(boolean nowReady) {
            return new Life(nowReady, createdAt, bootId);
        }
    }

    boolean ready() {
        return life.ready();
    }

    NamespaceOption namespaces() {
        return config.getLinux().getSecurityContext().getNamespaceOptions();
    }

    boolean hostNetwork() {
        return namespaces().getNetwork() == NamespaceMode.NODE;
    }

    boolean hostIpc() {
        return namespaces().getIpc() == NamespaceMode.NODE;
    }

    /** Whether containers share one pid namespace, which a pause process has to keep. */
    boolean sharesProcesses() {
        return config.getLinux().getSecurityContext().hasNamespaceOptions()
                && namespaces().getPid() == NamespaceMode.POD;
    }

    /** The pause process's cgroup. */
    String cgroup() {
        return cgroupParent + "/" + id;
    }

    SandboxRecord notReady() {
        return new SandboxRecord(id, config, handler, cgroupParent, life.with(false), addresses, processes);
    }

    SandboxRecord running(List<String> ips, Conmon.Started started) {
        return new SandboxRecord(id, config, handler, cgroupParent, life.with(true), List.copyOf(ips), started);
    }

    ObjectNode toJson() {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("namespace", config.getMetadata().getNamespace())
                .put("name", config.getMetadata().getName())
                .put("config", Base64.getEncoder().encodeToString(config.toByteArray()))
                .put("handler", handler)
                .put("cgroupParent", cgroupParent)
                .put("ready", life.ready())
                .put("createdAt", life.createdAt())
                .put("bootId", life.bootId());
        addresses.forEach(node.putArray("addresses")::add);
        node.set("processes", Records.processes(processes));
        return node;
    }

    static SandboxRecord of(JsonNode node) throws IOException {
        var addresses = new ArrayList<String>();
        node.path("addresses").forEach(address -> addresses.add(address.asText()));
        return new SandboxRecord(
                node.path("id").asText(),
                PodSandboxConfig.parseFrom(
                        Base64.getDecoder().decode(node.path("config").asText())),
                node.path("handler").asText(),
                node.path("cgroupParent").asText(),
                new Life(
                        node.path("ready").asBoolean(),
                        node.path("createdAt").asLong(),
                        node.path("bootId").asText()),
                List.copyOf(addresses),
                Records.processes(node.path("processes")));
    }
}
