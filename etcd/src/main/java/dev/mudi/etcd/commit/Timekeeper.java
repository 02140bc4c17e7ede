package dev.mudi.etcd.commit;

import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.state.State;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposes what is due by the clock. Looks twice a second; what "due" means is the {@linkplain Agenda agenda's} clock's.
 */
public final class Timekeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);
    private static final long TICK_MILLIS = 500;

    private final Agenda agenda;
    private final Supplier<State> newest;
    private final CommitLoop loop;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    public Timekeeper(Agenda agenda, Supplier<State> newest, CommitLoop loop) {
        this.agenda = agenda;
        this.newest = newest;
        this.loop = loop;
        this.thread = Thread.ofPlatform().name("etcd-timekeeper").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            do {
                tick();
            } while (!closing.await(TICK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.atWarn()
                    .setMessage("the timekeeper was interrupted; leases no longer end")
                    .log();
        }
    }

    private void tick() {
        agenda.due(newest.get()).forEach(this::propose);
    }

    /** What is refused now is due again at the next tick. */
    private void propose(Proposal proposal) {
        try {
            loop.propose(proposal);
        } catch (EtcdException e) {
            LOG.atDebug()
                    .setMessage("a proposal by the clock was refused")
                    .addKeyValue("proposal", proposal)
                    .addKeyValue("cause", e.getMessage())
                    .log();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Threads.join(thread);
    }
}
