package dev.mudi.etcd.simulation;

import java.util.List;

/** Breaks things, and mends them after a while. */
final class Faults {
    private final Cluster cluster;
    private final World world;
    private final List<WatchClient> watches;
    private boolean ended;

    Faults(Cluster cluster, List<WatchClient> watches) {
        this.cluster = cluster;
        this.world = cluster.world;
        this.watches = watches;
    }

    void start() {
        if (world.valuesOnDisk && world.otherDice.nextInt(8) == 0) {
            rot(cluster.members().get(world.otherDice.nextInt(cluster.members().size())));
        }
        world.after(world.between(50 * World.MILLI, 400 * World.MILLI), this::next);
    }

    private void next() {
        if (ended) {
            return;
        }
        var member = world.any(cluster.members());
        long lasts = world.between(50 * World.MILLI, 2 * World.SECOND);
        switch (world.dice.nextInt(16)) {
            case 0 -> crash(member, lasts);
            case 1 -> {
                world.say(() -> "member " + member.id + " will lose power in the middle of a write");
                member.disk.dieAtNextWrite();
                world.after(lasts, () -> crash(member, lasts));
            }
            case 2 -> blackout(lasts);
            case 3 -> isolate(member, true, true, lasts);
            case 4 -> isolate(member, true, false, lasts);
            case 5 -> isolate(member, false, true, lasts);
            case 6 -> trouble(lasts);
            case 7 -> {
                long millis = world.between(-20_000, 20_000);
                world.say(() -> "the clock of member " + member.id + " jumps by " + millis + " ms");
                member.jumpClock(millis);
            }
            case 8 -> slowDisk(member, lasts);
            case 9 -> fullDisk(member, lasts);
            case 10 -> ruin(member, lasts);
            case 11 -> cluster.elect();
            case 12 -> replace(member);
            case 13 -> isolateTheLeader(lasts);
            default ->
                watches.forEach(watch -> {
                    if (world.dice.nextBoolean()) {
                        watch.disconnect();
                    }
                });
        }
        start();
    }

    private void crash(Member member, long lasts) {
        if (member.peer() != null) {
            member.crash();
        }
        world.after(lasts, member::start);
    }

    private void blackout(long lasts) {
        world.say(() -> "all lose power");
        cluster.members().forEach(member -> crash(member, lasts + world.between(0, 300 * World.MILLI)));
    }

    private void isolate(Member member, boolean outward, boolean inward, long lasts) {
        world.say(() -> "member " + member.id + (outward ? inward ? " is alone" : " is not heard" : " hears no one"));
        for (var other : cluster.members()) {
            if (other.id != member.id && outward) {
                cluster.network.cut(member.id, other.id);
            }
            if (other.id != member.id && inward) {
                cluster.network.cut(other.id, member.id);
            }
        }
        healAfter(lasts);
    }

    private void isolateTheLeader(long lasts) {
        cluster.peers().stream()
                .filter(Peer::leads)
                .findFirst()
                .ifPresent(leader -> isolate(leader.member, true, true, lasts));
    }

    private void healAfter(long lasts) {
        world.after(lasts, () -> {
            world.say(() -> "the network is whole");
            cluster.network.heal();
        });
    }

    private void trouble(long lasts) {
        world.say(() -> "the network loses, repeats and delays");
        cluster.network.trouble(world.dice.nextInt(20), world.dice.nextInt(40), world.dice.nextBoolean());
        healAfter(lasts);
    }

    private void slowDisk(Member member, long lasts) {
        world.say(() -> "the disk of member " + member.id + " is slow");
        member.disk.setSlow(true);
        world.after(lasts, () -> member.disk.setSlow(false));
    }

    private void fullDisk(Member member, long lasts) {
        world.say(() -> "the disk of member " + member.id + " is full");
        member.disk.setFull(true);
        world.after(lasts, () -> member.disk.setFull(false));
    }

    /** Flips a bit while the power is off. */
    private void ruin(Member member, long lasts) {
        if (!world.chance(50) || !cluster.mayRuinOne()) {
            return;
        }
        if (member.peer() != null) {
            member.crash();
        }
        var where = member.disk.flipBit();
        world.say(() -> "a bit of member " + member.id + " flips: " + where);
        world.after(lasts, member::start);
    }

    /** Flips a bit where values lie that a running member is to read. */
    private void rot(Member member) {
        var where = member.disk.flipBit("values-");
        world.say(() -> "a bit of member " + member.id + " flips while it runs: " + where);
        world.after(world.otherDice.nextLong(World.SECOND), () -> crash(member, World.MILLI));
    }

    private void replace(Member member) {
        if (cluster.canReplaceOne()) {
            cluster.replace(member.id);
        }
    }

    /** Mends everything for good. */
    void end() {
        ended = true;
        world.say(() -> "everything is mended");
        cluster.network.heal();
        for (var member : cluster.members()) {
            member.disk.setFull(false);
            member.disk.setSlow(false);
            member.start();
        }
    }
}
