package dev.mudi.etcd.simulation;

import java.util.HashSet;
import java.util.Set;

/** What lies between the members: it delays, loses, repeats, and lets nothing through, one way or both. */
final class Network {
    private static final int USUAL_REPEATS = 3;

    private final World world;
    private final Set<Link> cut = new HashSet<>();
    private int lossPercent;
    private int repeatPercent = USUAL_REPEATS;
    private boolean slow;

    private record Link(int from, int to) {}

    Network(World world) {
        this.world = world;
    }

    void cut(int from, int to) {
        cut.add(new Link(from, to));
    }

    void heal() {
        cut.clear();
        lossPercent = 0;
        repeatPercent = USUAL_REPEATS;
        slow = false;
    }

    void trouble(int loss, int repeat, boolean delays) {
        lossPercent = loss;
        repeatPercent = repeat;
        slow = delays;
    }

    boolean passes(int from, int to) {
        return from == to || !cut.contains(new Link(from, to));
    }

    boolean passesBothWays(int one, int other) {
        return passes(one, other) && passes(other, one);
    }

    /** Delivers once, not at all, or twice. */
    void send(int from, int to, Runnable delivery) {
        if (from == to) {
            world.after(1, delivery);
            return;
        }
        int copies = world.chance(lossPercent) ? 0 : world.chance(repeatPercent) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            world.after(delay(), () -> {
                if (passes(from, to)) {
                    delivery.run();
                }
            });
        }
    }

    /** Of a message, and of one between a client and a member. */
    long delay() {
        return slow && world.chance(20)
                ? world.between(10 * World.MILLI, 300 * World.MILLI)
                : world.between(100, 3 * World.MILLI);
    }
}
