package dev.mudi.api.validation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IP address or a range of them, as texts name them (RFC 4291, RFC 5952, RFC 4632), without any lookup. Immutable.
 */
final class Address {
    /** 4 or 16 of them, never changed. */
    private final byte[] bytes;

    private Address(byte[] bytes) {
        this.bytes = bytes;
    }

    /** How many bits it has: 32 or 128. */
    int bits() {
        return bytes.length * 8;
    }

    /** Reads an address; IPv4 parts may have leading zeros, as upstream takes them in old fields. */
    static Optional<Address> parse(String text) {
        return text.contains(":") ? six(text) : four(text);
    }

    private static Optional<Address> four(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            var part = parts[i];
            boolean number =
                    !part.isEmpty() && part.length() <= 20 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            var plain = number ? part.replaceFirst("^0+(?=.)", "") : "";
            if (!number || plain.length() > 3 || Integer.parseInt(plain) > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) Integer.parseInt(plain);
        }
        return Optional.of(new Address(bytes));
    }

    private static Optional<Address> six(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        var head = new ArrayList<Byte>();
        var tail = new ArrayList<Byte>();
        boolean good = gap < 0
                ? groups(text, head, true)
                : groups(text.substring(0, gap), head, false) && groups(text.substring(gap + 2), tail, true);
        int given = head.size() + tail.size();
        if (!good || (gap < 0 ? given != 16 : given > 14)) {
            return Optional.empty();
        }
        var bytes = new byte[16];
        for (int i = 0; i < head.size(); i++) {
            bytes[i] = head.get(i);
        }
        for (int i = 0; i < tail.size(); i++) {
            bytes[16 - tail.size() + i] = tail.get(i);
        }
        return Optional.of(new Address(bytes));
    }

    private static boolean groups(String text, List<Byte> bytes, boolean last) {
        if (text.isEmpty()) {
            return true;
        }
        var groups = text.split(":", -1);
        for (int i = 0; i < groups.length; i++) {
            var group = groups[i];
            if (last && i == groups.length - 1 && group.contains(".")) {
                var four = four(group);
                four.ifPresent(address -> {
                    for (byte part : address.bytes) {
                        bytes.add(part);
                    }
                });
                return four.isPresent();
            }
            boolean hex = !group.isEmpty()
                    && group.length() <= 4
                    && group.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
            if (!hex) {
                return false;
            }
            int number = Integer.parseInt(group, 16);
            bytes.add((byte) (number >> 8));
            bytes.add((byte) number);
        }
        return true;
    }

    boolean isFour() {
        return bytes.length == 4 || isMapped();
    }

    /** Whether this is an IPv4 address written as an IPv6 one. */
    boolean isMapped() {
        if (bytes.length != 16) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    boolean isUnspecified() {
        return inet().isAnyLocalAddress();
    }

    boolean isLoopback() {
        return inet().isLoopbackAddress();
    }

    boolean isLinkLocalUnicast() {
        return inet().isLinkLocalAddress();
    }

    boolean isLinkLocalMulticast() {
        return inet().isMCLinkLocal()
                || (isFour() && lastFour()[0] == (byte) 224 && lastFour()[1] == 0 && lastFour()[2] == 0);
    }

    private byte[] lastFour() {
        return bytes.length == 4 ? bytes : Arrays.copyOfRange(bytes, 12, 16);
    }

    private InetAddress inet() {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    /** How RFC 5952 writes it; a mapped address as IPv4. */
    String canonical() {
        if (isFour()) {
            var four = lastFour();
            return (four[0] & 255) + "." + (four[1] & 255) + "." + (four[2] & 255) + "." + (four[3] & 255);
        }
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 255) << 8 | (bytes[2 * i + 1] & 255);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** This address with the bits beyond a prefix cleared. */
    Address masked(int prefix) {
        var masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int bits = Math.clamp(prefix - 8L * i, 0, 8);
            masked[i] = (byte) (masked[i] & (0xff00 >> bits));
        }
        return new Address(masked);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return canonical();
    }
}
