package dev.mudi.apiserver.allocation;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A range of IPv4 addresses in CIDR notation (RFC 4632). The first address and the last are not given to anyone.
 *
 * @param base the first address
 * @param bits of the prefix, 1 to 30
 */
public record AddressRange(int base, int bits) {

    /** Reads {@code 10.96.0.0/12}; IllegalArgumentException for what is no such range. */
    public static AddressRange parse(String cidr) {
        int slash = cidr.indexOf('/');
        var base = slash < 0 ? OptionalInt.empty() : address(cidr.substring(0, slash));
        int bits = slash < 0 ? 0 : Integer.parseInt(cidr.substring(slash + 1));
        if (base.isEmpty() || bits < 1 || bits > 30) {
            throw new IllegalArgumentException(
                    "\"" + cidr + "\" is no IPv4 range; write it as 10.96.0.0/12, with a prefix of 1 to 30 bits");
        }
        return new AddressRange(base.getAsInt() & (-1 << (32 - bits)), bits);
    }

    /** The range of a text; empty for what is none of IPv4. */
    static Optional<AddressRange> read(String cidr) {
        try {
            return Optional.of(parse(cidr));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    /** The number of an address in dotted form; empty for anything else. */
    static OptionalInt address(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return OptionalInt.empty();
        }
        int number = 0;
        for (var part : parts) {
            boolean good = part.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(part) < 256;
            if (!good) {
                return OptionalInt.empty();
            }
            number = (number << 8) | Integer.parseInt(part);
        }
        return OptionalInt.of(number);
    }

    /** How many addresses can be given. */
    int size() {
        return (1 << (32 - bits)) - 2;
    }

    /** The address at an offset from 0 to size-1. */
    String at(int offset) {
        int number = base + 1 + offset;
        return (number >>> 24) + "." + ((number >>> 16) & 0xff) + "." + ((number >>> 8) & 0xff) + "." + (number & 0xff);
    }

    /** The first address that can be given: that of the service {@code kubernetes}. */
    public String first() {
        return at(0);
    }

    /** Whether an address can be given; empty for what is no IPv4 address. */
    Optional<Boolean> contains(String text) {
        var number = address(text);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        int offset = number.getAsInt() - base - 1;
        return Optional.of(offset >= 0 && offset < size());
    }

    @Override
    public String toString() {
        return (base >>> 24) + "." + ((base >>> 16) & 0xff) + "." + ((base >>> 8) & 0xff) + "." + (base & 0xff) + "/"
                + bits;
    }
}
