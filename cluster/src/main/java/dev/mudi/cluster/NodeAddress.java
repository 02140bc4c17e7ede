package dev.mudi.cluster;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Locale;

/** By which address and name others reach this machine. */
final class NodeAddress {
    /** An address for documentation (RFC 5737): nothing is ever sent there, the kernel is only asked for the way. */
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.1"), 9);

    private NodeAddress() {}

    /** The address of the interface that leads to the world; without such, the first one that is not the loopback; else 127.0.0.1. */
    static String find() throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(ELSEWHERE);
            if (socket.getLocalAddress() instanceof Inet4Address address && !address.isAnyLocalAddress()) {
                return address.getHostAddress();
            }
        } catch (java.io.UncheckedIOException | java.net.SocketException e) {
            return anyAddress();
        }
        return anyAddress();
    }

    private static String anyAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("127.0.0.1");
    }

    /** The host's name as a node's name: lower case, as the kubelet has it. */
    static String hostName() throws IOException {
        return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    }
}
