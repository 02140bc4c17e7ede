package dev.mudi.controllers.servicecidrs;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of addresses of either family. Pure.
 *
 * @param base the first address as a number
 * @param bits of the prefix
 * @param width of addresses: 32 or 128
 */
record Prefix(BigInteger base, int bits, int width) {
    private static final int BYTE = 8;

    /** Reads {@code 10.96.0.0/12}; empty for what is no range. */
    static Optional<Prefix> of(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        return address(cidr.substring(0, slash))
                .map(one -> new Prefix(one.base, Integer.parseInt(cidr.substring(slash + 1)), one.width));
    }

    /** The range of one address; empty for what is none. */
    static Optional<Prefix> address(String text) {
        try {
            var bytes = InetAddress.ofLiteral(text).getAddress();
            int width = bytes.length * BYTE;
            return Optional.of(new Prefix(new BigInteger(1, bytes), width, width));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether every address of another range is in this one. */
    boolean contains(Prefix other) {
        int rest = width - bits;
        return width == other.width
                && bits <= other.bits
                && base.shiftRight(rest).equals(other.base.shiftRight(rest));
    }

    /** Whether the ranges share an address. */
    boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }
}
