package dev.mudi.dns.records;

import java.net.InetAddress;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/** Addresses that stand in names. */
final class ReverseNames {
    private ReverseNames() {}

    /** The address of {@code 1.0.0.10.in-addr.arpa} and its like. */
    static Optional<InetAddress> address(Name name) {
        try {
            return Optional.of(ReverseMap.fromName(name));
        } catch (java.net.UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The address of a pod's label: {@code 10-0-0-1}, or an IPv6 address with dashes for colons. */
    static Optional<InetAddress> dashed(String label) {
        try {
            return Optional.of(InetAddress.ofLiteral(label.replace('-', '.')));
        } catch (IllegalArgumentException notIpv4) {
            try {
                return Optional.of(InetAddress.ofLiteral(label.replace('-', ':')));
            } catch (IllegalArgumentException notAnAddress) {
                return Optional.empty();
            }
        }
    }
}
