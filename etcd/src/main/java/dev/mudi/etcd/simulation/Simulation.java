package dev.mudi.etcd.simulation;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import java.util.ArrayList;
import java.util.List;

/** One run, all of which follows from its seed. */
public final class Simulation {
    private static final int CLIENTS = 4;
    private static final long TROUBLED = 12 * World.SECOND;
    private static final long CALM = 6 * World.SECOND;
    private static final int LAST_STEPS = 20;
    private static final long LAST_STEP = 100 * World.MILLI;
    private static final long BOOKMARKS = 150 * World.MILLI;

    private final World world;
    private final Cluster cluster;
    private final History history = new History();
    private final List<Client> clients = new ArrayList<>();
    private final List<WatchClient> watches = new ArrayList<>();
    private final Faults faults;

    /**
     * What came of a run.
     *
     * @param violations one line each, beginning with the invariant's name; empty when all hold
     * @param trace what happened, one line each; empty unless it was asked for
     * @param operations how many a client was given an answer to
     * @param events how many watches were told of
     */
    public record Outcome(long seed, List<String> violations, List<String> trace, long operations, long events) {
        public boolean holds() {
            return violations.isEmpty();
        }
    }

    private Simulation(long seed, Bug bug, boolean traced) {
        this.world = new World(seed, traced);
        this.cluster = new Cluster(world, bug);
        for (int i = 1; i <= CLIENTS; i++) {
            clients.add(new Client(i, cluster, history));
        }
        watches.add(new WatchClient(1, KeyRange.all(), cluster));
        watches.add(new WatchClient(2, KeyRange.prefix("key-"), cluster));
        watches.add(new WatchClient(3, KeyRange.of(Bytes.utf8("key-0")), cluster));
        watches.add(new WatchClient(4, KeyRange.prefix("pair-"), cluster));
        this.faults = new Faults(cluster, watches);
    }

    /**
     * Runs.
     *
     * @param traced whether the outcome is to say what happened
     */
    public static Outcome run(long seed, Bug bug, boolean traced) {
        return new Simulation(seed, bug, traced).run(seed);
    }

    private Outcome run(long seed) {
        cluster.start();
        clients.forEach(Client::start);
        watches.forEach(WatchClient::connect);
        bookmark();
        faults.start();
        world.runUntil(TROUBLED);
        clients.forEach(Client::end);
        faults.end();
        world.runUntil(TROUBLED + CALM);
        // A lease that ended at the last moment has yet to get round.
        for (int i = 1; i <= LAST_STEPS && !isSettled(); i++) {
            world.runUntil(TROUBLED + CALM + i * LAST_STEP);
        }
        var violations = new ArrayList<String>();
        var run = new Invariant.Run(cluster.truth, history, watches, cluster.peers());
        long end = cluster.truth.last();
        cluster.peers().stream()
                .filter(peer -> peer.applied() != end)
                .forEach(peer -> violations.add("Calm: member " + peer.member.id + " is at entry " + peer.applied()
                        + " of " + end + " when all has been well for a while"));
        for (var invariant : Invariant.all()) {
            invariant.violations(run).forEach(what -> violations.add(invariant.name() + ": " + what));
        }
        long answered = history.operations().stream()
                .filter(History.Operation::isAnswered)
                .count();
        long events = watches.stream()
                .flatMap(watch -> watch.connections().stream())
                .mapToLong(connection -> connection.told.size())
                .sum();
        return new Outcome(seed, List.copyOf(violations), world.trace(), answered, events);
    }

    private boolean isSettled() {
        return cluster.peers().stream().allMatch(peer -> peer.applied() == cluster.truth.last());
    }

    private void bookmark() {
        watches.forEach(WatchClient::bookmark);
        world.after(BOOKMARKS, this::bookmark);
    }
}
