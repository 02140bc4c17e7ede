package dev.mudi.etcd.simulation;

import dev.mudi.etcd.log.DamageException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A machine with a disk and a clock, on which the process of a member runs or not. */
final class Member implements InstantSource {
    private static final long RETRY = 500 * World.MILLI;

    final int id;
    final SimulatedDisk disk;
    private final World world;
    private final Cluster cluster;
    /** The newest term heard of; kept through crashes, as the log's own files would. */
    long term;
    /** Set when the disk turned out to be damaged: another machine must take its place. */
    boolean lost;

    private long clockOffsetMillis;
    private @Nullable Peer peer;

    Member(int id, World world, Cluster cluster, SimulatedDisk disk) {
        this.id = id;
        this.world = world;
        this.cluster = cluster;
        this.disk = disk;
    }

    /** The process; null while there is none. */
    @Nullable
    Peer peer() {
        return peer;
    }

    @Override
    public Instant instant() {
        return world.instant().plusMillis(clockOffsetMillis);
    }

    void jumpClock(long millis) {
        clockOffsetMillis += millis;
    }

    void start() {
        if (peer != null || lost) {
            return;
        }
        disk.powerOn();
        try {
            peer = new Peer(this, cluster);
            peer.begin();
            world.say(() -> "member " + id + " starts");
        } catch (PowerLoss _) {
            crash();
        } catch (DamageException e) {
            // Refusing a damaged directory is right; what was acknowledged is on the others.
            lost = true;
            peer = null;
            world.say(() -> "member " + id + " refuses to start: " + e.getMessage());
        } catch (IOException e) {
            peer = null;
            world.say(() -> "member " + id + " cannot start: " + e.getMessage());
            world.after(RETRY, this::start);
        }
    }

    /** The power goes. */
    void crash() {
        world.say(() -> "member " + id + " loses power");
        var running = peer;
        peer = null;
        disk.powerOff();
        if (running != null) {
            running.close();
        }
    }
}
