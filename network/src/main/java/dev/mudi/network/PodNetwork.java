package dev.mudi.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a node up for pods: one bridge, addresses by host-local, host ports by portmap (the reference CNI plugins). Pods on the
 * same bridge see each other; the proxy's rules see their traffic because bridged packets pass the packet filter too. Stateless.
 */
public final class PodNetwork {
    private static final Logger LOG = LoggerFactory.getLogger(PodNetwork.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PROC_NET = Path.of("/proc/sys/net");
    private static final String CNI_VERSION = "1.0.0";

    private PodNetwork() {}

    /**
     * Sets everything up; again is no change.
     *
     * @throws IOException that says which setting could not be made
     */
    public static void apply(PodNetworkOptions options) throws IOException, InterruptedException {
        writeConfig(options);
        set(PROC_NET.resolve("ipv4/ip_forward"), "1");
        filterBridgedPackets();
        run(nftRules(options), "nft", "-f", "-");
    }

    /** Removes everything that {@link #apply} and the plugins made for these options. */
    public static void purge(PodNetworkOptions options) throws IOException, InterruptedException {
        run("add table " + table(options) + "\ndelete table " + table(options) + "\n", "nft", "-f", "-");
        if (Files.exists(Path.of("/sys/class/net", options.name()))) {
            run("", "ip", "link", "delete", options.name());
        }
        Files.deleteIfExists(configFile(options));
        var leases = options.stateDir().resolve(options.name());
        if (Files.isDirectory(leases)) {
            try (var files = Files.list(leases)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(leases);
        }
    }

    /** The list of plugins for each pod (CNI specification 1.0.0). Pure. */
    static ObjectNode config(PodNetworkOptions options) {
        var list = JSON.createObjectNode().put("cniVersion", CNI_VERSION).put("name", options.name());
        var plugins = list.putArray("plugins");
        var bridge = plugins.addObject()
                .put("type", "bridge")
                .put("bridge", options.name())
                .put("isGateway", true)
                .put("hairpinMode", true);
        if (options.mtu() > 0) {
            bridge.put("mtu", options.mtu());
        }
        var ipam = bridge.putObject("ipam")
                .put("type", "host-local")
                .put("dataDir", options.stateDir().toString());
        ipam.putArray("ranges").addArray().addObject().put("subnet", options.nodeCidr());
        ipam.putArray("routes").addObject().put("dst", "0.0.0.0/0");
        plugins.addObject().put("type", "portmap").putObject("capabilities").put("portMappings", true);
        return list;
    }

    /** Pods' packets to the world get the node's address. Pure. */
    static String nftRules(PodNetworkOptions options) {
        var table = table(options);
        return """
                add table T
                delete table T
                add table T { comment "pods reach the world behind the node's address"; }
                add chain T postrouting { type nat hook postrouting priority 101; }
                add rule T postrouting ip saddr NODE ip daddr != CLUSTER oifname != "BRIDGE" masquerade
                """.replace(" T", " " + table)
                .replace("NODE", options.nodeCidr())
                .replace("CLUSTER", options.clusterCidr())
                .replace("BRIDGE", options.name());
    }

    private static String table(PodNetworkOptions options) {
        return "ip mudi-network-" + options.name();
    }

    private static Path configFile(PodNetworkOptions options) {
        return options.configDir().resolve("10-" + options.name() + ".conflist");
    }

    private static void writeConfig(PodNetworkOptions options) throws IOException {
        Files.createDirectories(options.configDir());
        Files.createDirectories(options.stateDir());
        var wanted = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config(options));
        var file = configFile(options);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), wanted)) {
            return;
        }
        var temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.write(temporary, wanted);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Without this, an answer between two pods of one bridge would not be translated back to the service's address. */
    private static void filterBridgedPackets() throws IOException, InterruptedException {
        var setting = PROC_NET.resolve("bridge/bridge-nf-call-iptables");
        if (!Files.exists(setting)) {
            try {
                run("", "modprobe", "br_netfilter");
            } catch (IOException e) {
                LOG.atWarn()
                        .setMessage("pods may not reach services whose pods are on the same node: "
                                + "the kernel module br_netfilter could not be loaded")
                        .addKeyValue("error", e.getMessage())
                        .log();
                return;
            }
        }
        set(setting, "1");
    }

    private static void set(Path setting, String value) throws IOException {
        try {
            if (!Files.readString(setting).strip().equals(value)) {
                Files.writeString(setting, value);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("this kernel has no setting " + setting + ", which the pod network needs", e);
        } catch (IOException e) {
            throw new IOException(
                    "cannot set " + setting + " to " + value + " for the pod network: " + e.getMessage(), e);
        }
    }

    private static void run(String input, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException("'" + String.join(" ", List.of(command)) + "' failed: " + output);
        }
    }
}
