package dev.mudi.apiserver.allocation;

import dev.mudi.api.validation.Addresses;
import dev.mudi.api.validation.Addresses.Family;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses of one family in CIDR notation (RFC 4632, RFC 4291). The first address is not given to anyone, nor is the last
 * one of IPv4.
 *
 * @param family of its addresses
 * @param base the first address as a number
 * @param bits of the prefix
 */
record AddressRange(Family family, BigInteger base, int bits) {
    /** A longer prefix has too few addresses for the first services of a cluster. */
    private static final int FEWEST_HOST_BITS = 3;

    /** Numbers of addresses are longs. */
    private static final int MOST_HOST_BITS = 64;

    /** Reads {@code 10.96.0.0/12} or {@code fd00:10:96::/112}; empty for what is no range. */
    static Optional<AddressRange> read(String cidr) {
        if (!Addresses.isRange(cidr)) {
            return Optional.empty();
        }
        int slash = cidr.indexOf('/');
        var base = number(cidr.substring(0, slash));
        int bits = Integer.parseInt(cidr.substring(slash + 1));
        return Addresses.family(cidr)
                .filter(family -> bits <= width(family))
                .map(family -> new AddressRange(family, masked(base, width(family) - bits), bits));
    }

    private static BigInteger masked(BigInteger base, int hostBits) {
        return base.shiftRight(hostBits).shiftLeft(hostBits);
    }

    /** The number of a text that is an address. */
    private static BigInteger number(String address) {
        return new BigInteger(
                1, InetAddress.ofLiteral(Addresses.canonical(address)).getAddress());
    }

    private static int width(Family family) {
        return family == Family.IPV4 ? Integer.SIZE : 2 * Long.SIZE;
    }

    private int hostBits() {
        return width(family) - bits;
    }

    /** Whether it has so many addresses that no service is given one (upstream's bound for IPv6). */
    boolean isTooLarge() {
        return hostBits() > MOST_HOST_BITS;
    }

    /** Whether it is too small for a cluster to begin with. */
    boolean isTooSmall() {
        return hostBits() < FEWEST_HOST_BITS;
    }

    /** How many addresses can be given; of more than a long holds as many as that. */
    long size() {
        if (hostBits() >= Long.SIZE - 1) {
            return Long.MAX_VALUE;
        }
        return Math.max(0, (1L << hostBits()) - (family == Family.IPV4 ? 2 : 1));
    }

    /** The address at an offset from 0 to size-1, in canonical form. */
    String at(long offset) {
        var number = base.add(BigInteger.ONE).add(BigInteger.valueOf(offset)).toByteArray();
        var bytes = new byte[width(family) / Byte.SIZE];
        int length = Math.min(number.length, bytes.length);
        System.arraycopy(number, number.length - length, bytes, bytes.length - length, length);
        try {
            return Addresses.canonical(InetAddress.getByAddress(bytes).getHostAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    /** Whether an address can be given; false for what is no address. */
    boolean contains(String address) {
        if (Addresses.family(address).filter(family::equals).isEmpty() || address.contains("/")) {
            return false;
        }
        var offset = number(address).subtract(base);
        var end = BigInteger.ONE.shiftLeft(hostBits());
        var last = family == Family.IPV4 ? end.subtract(BigInteger.ONE) : end;
        return offset.signum() > 0 && offset.compareTo(last) < 0;
    }

    @Override
    public String toString() {
        return at(-1) + "/" + bits;
    }
}
