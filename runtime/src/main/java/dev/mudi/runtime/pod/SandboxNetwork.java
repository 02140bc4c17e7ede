package dev.mudi.runtime.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.runtime.cni.Attachment;
import dev.mudi.runtime.cni.CniPlugins;
import dev.mudi.runtime.cni.NetworkConfigList;
import dev.mudi.runtime.cni.PortmapChains;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.PortMapping;
import dev.mudi.runtime.linux.Command;
import dev.mudi.runtime.linux.FileTrees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Joins sandboxes to the pod network: CNI with what a pod tells its plugins. */
public final class SandboxNetwork {

    private final CniPlugins plugins;
    private final Path configurations;

    /**
     * @param configurations the directory whose first file is the network; read anew for each sandbox
     */
    public SandboxNetwork(CniPlugins plugins, Path configurations) {
        this.plugins = plugins;
        this.configurations = configurations;
    }

    /** The network that new sandboxes join; empty while nobody has configured one. */
    public Optional<NetworkConfigList> configured() throws IOException {
        return NetworkConfigList.load(configurations);
    }

    /** Joins a sandbox and returns its addresses. */
    List<String> join(SandboxRecord sandbox, Path namespace) throws IOException {
        var network = configured()
                .orElseThrow(() -> CriException.unavailable(
                        "cni plugin not initialized: no network config found in " + configurations));
        var metadata = sandbox.config().getMetadata();
        var arguments = Map.of(
                "K8S_POD_NAMESPACE", metadata.getNamespace(),
                "K8S_POD_NAME", metadata.getName(),
                "K8S_POD_UID", metadata.getUid(),
                "K8S_POD_INFRA_CONTAINER_ID", sandbox.id());
        var addresses = plugins.add(network, new Attachment(sandbox.id(), namespace, arguments, capabilities(sandbox)));
        if (addresses.isEmpty()) {
            throw new IOException(
                    "the CNI network " + network.name() + " gave sandbox " + sandbox.id() + " no address");
        }
        return addresses;
    }

    private static Map<String, JsonNode> capabilities(SandboxRecord sandbox) {
        var capabilities = new HashMap<String, JsonNode>();
        var ports = JsonNodeFactory.instance.arrayNode();
        for (PortMapping mapping : sandbox.config().getPortMappingsList()) {
            if (mapping.getHostPort() > 0) {
                ports.addObject()
                        .put("hostPort", mapping.getHostPort())
                        .put("containerPort", mapping.getContainerPort())
                        .put("protocol", mapping.getProtocol().name().toLowerCase(Locale.ROOT))
                        .put("hostIP", mapping.getHostIp());
            }
        }
        if (!ports.isEmpty()) {
            capabilities.put("portMappings", ports);
        }
        return capabilities;
    }

    /** Takes a sandbox from the network it joined, and gives its addresses back. Idempotent. */
    void leave(String id) throws IOException {
        plugins.delete(id);
    }

    /**
     * Takes every sandbox from its network, then removes what the bridge and host-local plugins leave when the last one has
     * gone: the bridge, the address files, the chains for host ports.
     */
    public void removeTraces() throws IOException {
        for (String id : plugins.attached()) {
            leave(id);
        }
        PortmapChains.removeUnused();
        var network = configured();
        if (network.isEmpty()) {
            return;
        }
        for (var plugin : network.get().plugins()) {
            if (plugin.path("type").asText().equals("bridge")) {
                String bridge = plugin.path("bridge").asText("cni0");
                if (java.nio.file.Files.exists(Path.of("/sys/class/net", bridge))) {
                    Command.require(List.of("ip", "link", "delete", bridge));
                }
            }
            JsonNode ipam = plugin.path("ipam");
            if (ipam.path("type").asText().equals("host-local")) {
                String directory = ipam.path("dataDir").asText("/var/lib/cni/networks");
                FileTrees.delete(Path.of(directory, network.get().name()));
            }
        }
    }
}
