package dev.mudi.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be known to fail before anything is started, each said in one line that names the cure. Leaves nothing behind. */
final class StartChecks {
    /** What a first start writes (store, certificates, logs), with room for a while of use. In bytes. */
    static final long SPACE_MIN = 64L << 20;

    private static final int MEBIBYTE_BITS = 20;

    private StartChecks() {}

    /**
     * Refuses a folder on a disk that is as good as full: the start would fail half-way, at whatever is written first.
     *
     * @param folder that exists
     * @param option by which the user may name another one
     */
    static void requireSpace(Path folder, String option) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < SPACE_MIN) {
            throw new IOException("the disk of " + folder + " is full: it has " + (free >> MEBIBYTE_BITS)
                    + " MiB free, a start needs " + (SPACE_MIN >> MEBIBYTE_BITS)
                    + " MiB; make room or name another place with " + option);
        }
    }

    /** Refuses ports that another process listens on. */
    static void requirePorts(ClusterState state, ClusterOptions.Nodes nodes) throws IOException {
        requireFree(
                new InetSocketAddress(state.apiPort()),
                "the API server",
                "choose another with --port, or end what listens on it");
        if (nodes instanceof ClusterOptions.Nodes.Real) {
            requireFree(new InetSocketAddress(state.kubeletPort()), "the kubelet", "end what listens on it");
        }
    }

    /** Refuses a port that another process listens on. */
    static void requireFree(InetSocketAddress address, String component, String cure) throws IOException {
        try (var socket = new ServerSocket()) {
            // Connections of a daemon that ended a moment ago don't count.
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new IOException(
                    "port " + address.getPort() + " of " + component + " cannot be used (" + e.getMessage() + "): "
                            + cure,
                    e);
        }
    }
}
