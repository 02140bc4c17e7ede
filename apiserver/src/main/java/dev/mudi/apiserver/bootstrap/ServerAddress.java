package dev.mudi.apiserver.bootstrap;

import java.util.Comparator;

/**
 * Where an API server is reached.
 *
 * @param address in numbers
 * @param port of HTTPS
 */
record ServerAddress(String address, int port) implements Comparable<ServerAddress> {
    private static final Comparator<ServerAddress> ORDER =
            Comparator.comparingInt(ServerAddress::port).thenComparing(ServerAddress::address);

    /** Whether others cannot reach it, because they have a loopback of their own. */
    boolean isLoopback() {
        return address.startsWith("127.") || address.equals("::1");
    }

    boolean isIpv6() {
        return address.indexOf(':') >= 0;
    }

    @Override
    public int compareTo(ServerAddress other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return (isIpv6() ? "[" + address + "]" : address) + ":" + port;
    }
}
