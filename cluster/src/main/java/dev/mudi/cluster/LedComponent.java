package dev.mudi.cluster;

import dev.mudi.client.Informers;
import dev.mudi.client.LeaderElection;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A component that must not run twice in a cluster of several servers: here it runs while this server holds its lease, each time
 * anew with informers of its own.
 */
final class LedComponent implements LeaderElection.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedComponent.class);
    private static final String NAMESPACE = "kube-system";

    private final KubernetesClient client;
    private final RandomGenerator random;
    private final Start start;
    private final LeaderElection election;
    private ClosingStack term = new ClosingStack(); // the election's thread alone

    /** Starts the component. */
    @FunctionalInterface
    interface Start {
        AutoCloseable on(Informers informers) throws IOException;
    }

    private LedComponent(
            KubernetesClient client, String name, String identity, Clock clock, RandomGenerator random, Start start) {
        this.client = client;
        this.random = random;
        this.start = start;
        var candidate = new LeaderElection.Candidate(NAMESPACE, name, identity);
        this.election = new LeaderElection(client, candidate, LeaderElection.Timing.DEFAULT, clock, random);
    }

    /**
     * Begins to ask for the lease.
     *
     * @param client may read everything and write leases
     * @param name of the lease, upstream's
     * @param identity the same after a restart, so that a server need not wait for its own lease to end
     */
    static LedComponent of(
            KubernetesClient client, String name, String identity, Clock clock, RandomGenerator random, Start start) {
        var component = new LedComponent(client, name, identity, clock, random, start);
        component.election.start(component);
        return component;
    }

    @Override
    public void startedLeading() {
        term = new ClosingStack();
        try {
            var informers = term.add(new Informers(client, random));
            term.add(start.on(informers));
            informers.start();
        } catch (IOException | RuntimeException e) {
            LOG.atError().setMessage("the component cannot start").setCause(e).log();
            term.close();
        }
    }

    @Override
    public void stoppedLeading() {
        term.close();
    }

    @Override
    public void close() {
        election.close();
    }
}
