package dev.mudi.etcd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are to come, some of which go and come back. None is of the kernel's own range: from there every
 * connection that anyone opens takes one, also one to a port where nobody listens any more (it may even meet itself).
 */
public final class FreePorts {
    /** Below lie the kernel's, and below those the ones of Kubernetes' services. */
    private static final int FIRST = 61_000;

    private static final int END = 65_536;

    /** Those that were given to somebody who may not listen yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /** One at which nobody listens, on any address, and that nobody else in this process was given. */
    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
