package dev.mudi.kubelet.node;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this host is and has, read from {@code /proc}, {@code /sys} and {@code /etc}. */
public final class HostFacts {

    private static final Logger LOG = LoggerFactory.getLogger(HostFacts.class);

    private HostFacts() {}

    public static String hostname() {
        var name = read("/proc/sys/kernel/hostname");
        return name.isEmpty() ? "localhost" : name.toLowerCase(java.util.Locale.ROOT);
    }

    public static String kernelVersion() {
        return read("/proc/sys/kernel/osrelease");
    }

    public static String bootId() {
        return read("/proc/sys/kernel/random/boot_id");
    }

    public static String machineId() {
        return read("/etc/machine-id");
    }

    /** The hardware's id where it can be read, else the machine's. */
    public static String systemUuid() {
        var uuid = read("/sys/class/dmi/id/product_uuid");
        return uuid.isEmpty() ? machineId() : uuid;
    }

    /** The name of the distribution, such as {@code Debian GNU/Linux 12 (bookworm)}. */
    public static String osImage() {
        return read("/etc/os-release")
                .lines()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse("Linux");
    }

    /** The architecture as Go and container images name it. */
    public static String architecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    /**
     * What the host has: cpu, memory, ephemeral-storage, pods and hugepages.
     *
     * @param root a directory on the disk that pods use
     */
    public static Map<String, BigDecimal> capacity(Path root, int maxPods) {
        var capacity = new LinkedHashMap<String, BigDecimal>();
        capacity.put("cpu", BigDecimal.valueOf(Runtime.getRuntime().availableProcessors()));
        capacity.put("memory", BigDecimal.valueOf(memInfo("MemTotal")));
        capacity.put("ephemeral-storage", BigDecimal.valueOf(diskSize(root)));
        capacity.put("pods", BigDecimal.valueOf(maxPods));
        capacity.put("hugepages-1Gi", BigDecimal.ZERO);
        capacity.put("hugepages-2Mi", BigDecimal.ZERO);
        return capacity;
    }

    private static long memInfo(String field) {
        return read("/proc/meminfo")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0L);
    }

    private static long diskSize(Path root) {
        try {
            return store(root).getTotalSpace();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("path", root).log("The size of the disk can't be read");
            return 0;
        }
    }

    /** The file system of a path that may not exist yet. */
    public static FileStore store(Path path) throws IOException {
        for (var existing = path.toAbsolutePath(); existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                return Files.getFileStore(existing);
            }
        }
        throw new IOException("no part of " + path + " exists");
    }

    /** The address from which this host reaches others; loopback when it has no route. No packet is sent. */
    public static String address() {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {8, 8, 8, 8}), 53));
            var address = socket.getLocalAddress();
            return address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        } catch (IOException | java.io.UncheckedIOException e) {
            LOG.atInfo().log("This host has no route to others: the node's address is 127.0.0.1");
            return "127.0.0.1";
        }
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("path", path).log("A fact about the host can't be read: {}", e.getMessage());
            return "";
        }
    }
}
