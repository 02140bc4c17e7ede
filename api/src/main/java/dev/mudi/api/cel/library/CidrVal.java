package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.Val;

/** A block of IP addresses: an address, and how many of its first bits all have alike. */
record CidrVal(IpVal address, int bits) implements OpaqueVal {
    @Override
    public CelType type() {
        return CelType.CIDR;
    }

    boolean contains(IpVal other) {
        return other.isFour() == address.isFour() && other.masked(bits).equals(address.masked(bits));
    }

    boolean contains(CidrVal other) {
        return bits <= other.bits && contains(other.address);
    }

    @Override
    public Val equalTo(Val other) {
        return other instanceof CidrVal ? BoolVal.of(equals(other)) : ErrorVal.NO_SUCH_OVERLOAD;
    }

    @Override
    public long size() {
        return (bits + 7L) / 8;
    }

    @Override
    public String toString() {
        return address + "/" + bits;
    }
}
