package dev.mudi.kubelet.hollow;

import java.util.ArrayDeque;

/** Hands out the addresses of an IPv4 range, those given back last of all. Safe for many threads. */
public final class HollowAddresses {

    private final int base;
    private final int size;
    private final ArrayDeque<Integer> returned = new ArrayDeque<>();
    private int next = 2;

    /** @param cidr such as {@code 10.244.0.0/16} */
    public HollowAddresses(String cidr) {
        var slash = cidr.indexOf('/');
        int address = 0;
        for (var part : cidr.substring(0, slash).split("\\.", -1)) {
            address = address << 8 | Integer.parseInt(part);
        }
        this.base = address;
        this.size = 1 << (32 - Integer.parseInt(cidr.substring(slash + 1)));
    }

    /** @throws IllegalStateException when all addresses are in use */
    public synchronized String take() {
        if (next < size - 1) {
            return text(base + next++);
        }
        var used = returned.poll();
        if (used == null) {
            throw new IllegalStateException("all " + size + " addresses of the hollow nodes are in use");
        }
        return text(base + used);
    }

    public synchronized void giveBack(String address) {
        int value = 0;
        for (var part : address.split("\\.", -1)) {
            value = value << 8 | Integer.parseInt(part);
        }
        returned.add(value - base);
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
