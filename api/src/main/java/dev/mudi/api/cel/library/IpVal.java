package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Val;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An IP address of 4 or 16 bytes, which nobody changes. */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
record IpVal(byte[] bytes) implements OpaqueVal {
    @Override
    public CelType type() {
        return CelType.IP;
    }

    boolean isFour() {
        return bytes.length == 4;
    }

    int at(int index) {
        return bytes[index] & 255;
    }

    boolean isUnspecified() {
        return Arrays.equals(bytes, new byte[bytes.length]);
    }

    boolean isLoopback() {
        if (isFour()) {
            return at(0) == 127;
        }
        var loopback = new byte[16];
        loopback[15] = 1;
        return Arrays.equals(bytes, loopback);
    }

    boolean isLinkLocalMulticast() {
        return isFour() ? at(0) == 224 && at(1) == 0 && at(2) == 0 : at(0) == 255 && (at(1) & 15) == 2;
    }

    boolean isLinkLocalUnicast() {
        return isFour() ? at(0) == 169 && at(1) == 254 : at(0) == 254 && (at(1) & 192) == 128;
    }

    boolean isGlobalUnicast() {
        boolean multicast = isFour() ? (at(0) & 240) == 224 : at(0) == 255;
        boolean broadcast = isFour() && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1});
        return !isUnspecified() && !isLoopback() && !multicast && !isLinkLocalUnicast() && !broadcast;
    }

    /** The address with the bits beyond a prefix cleared. */
    IpVal masked(int prefix) {
        var masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int bits = Math.clamp(prefix - 8L * i, 0, 8);
            masked[i] = (byte) (masked[i] & (0xff00 >> bits));
        }
        return new IpVal(masked);
    }

    @Override
    public Val equalTo(Val other) {
        return other instanceof IpVal(var that) ? BoolVal.of(Arrays.equals(that, bytes)) : ErrorVal.NO_SUCH_OVERLOAD;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpVal(var that) && Arrays.equals(that, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return isFour() ? at(0) + "." + at(1) + "." + at(2) + "." + at(3) : six();
    }

    /** RFC 5952. */
    private String six() {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = at(2 * i) << 8 | at(2 * i + 1);
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
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
