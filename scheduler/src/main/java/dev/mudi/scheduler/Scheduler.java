package dev.mudi.scheduler;

import dev.mudi.client.EventRecorder;
import dev.mudi.client.Informer;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.scheduler.core.Decision;
import dev.mudi.scheduler.core.SchedulerState;
import dev.mudi.scheduler.core.SchedulingAlgorithm;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.queue.ClusterEvent;
import dev.mudi.scheduler.queue.QueuedPod;
import dev.mudi.scheduler.queue.SchedulingQueue;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives pods their nodes.
 *
 * <p>Informers' handlers and the one deciding thread share the state under a lock that is never held over I/O. A decided pod
 * is assumed on its node at once; its binding is written on a thread of its own, so that the next decision need not wait.
 */
public final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration SYNC_WAIT = Duration.ofMinutes(1);

    private final SchedulerOptions options;
    private final Clock clock;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final PodWriter writer;
    private final SchedulingAlgorithm algorithm;
    private final Semaphore bindings;
    private final ExecutorService binders = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Informer.Registration> registrations = new ArrayList<>();
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SchedulerState state = new SchedulerState();
    private final SchedulingQueue queue = new SchedulingQueue();

    private Scheduler(
            SchedulerOptions options, Informers informers, PodWriter writer, Clock clock, RandomGenerator random) {
        this.options = options;
        this.clock = clock;
        this.writer = writer;
        pods = informers.of(Pod.class);
        nodes = informers.of(Node.class);
        algorithm = new SchedulingAlgorithm(options.profile(), random);
        bindings = new Semaphore(options.bindings());
        thread = Thread.ofVirtual().name("scheduler").unstarted(this::run);
    }

    /** Starts; the informers are started by whoever owns them. */
    public static Scheduler start(
            SchedulerOptions options,
            KubernetesClient client,
            Informers informers,
            EventRecorder events,
            Clock clock,
            RandomGenerator random) {
        var scheduler = new Scheduler(options, informers, new PodWriter(client, events, clock), clock, random);
        scheduler.registrations.add(scheduler.nodes.addHandler(scheduler.new NodeHandler()));
        scheduler.registrations.add(scheduler.pods.addHandler(scheduler.new PodHandler()));
        scheduler.thread.start();
        return scheduler;
    }

    private void run() {
        try {
            while (!nodes.awaitSync(SYNC_WAIT) || !pods.awaitSync(SYNC_WAIT)) {
                LOG.atWarn()
                        .setMessage("pods and nodes are not listed yet; nothing is scheduled")
                        .log();
            }
            while (true) {
                bindings.acquire();
                schedule(next());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().setMessage("scheduler stopped").log();
        }
    }

    private record Scheduled(QueuedPod queued, Decision decision) {}

    /** Waits for the next pod and decides on it; a pod that is placed is assumed on its node. */
    private Scheduled next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Optional<QueuedPod> queued = queue.pop(clock.instant());
            while (queued.isEmpty()) {
                await(queue.nextChange());
                queued = queue.pop(clock.instant());
            }
            var pod = queued.get().pod();
            var decision = algorithm.decide(pod, state.nodes());
            switch (decision) {
                case Decision.Placed placed -> state.putPod(pod, placed.node());
                case Decision.Unschedulable refused ->
                    queue.setAside(queued.get(), refused.rejectedBy(), clock.instant());
            }
            return new Scheduled(queued.get(), decision);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change, or for the time at which a pod becomes ready; the caller looks again in any case. */
    @SuppressWarnings("WaitNotInLoop")
    private void await(Optional<Instant> until) throws InterruptedException {
        if (until.isPresent()) {
            long left = changed.awaitNanos(
                    Math.max(0, Duration.between(clock.instant(), until.get()).toNanos()));
            LOG.atTrace().setMessage("woken").addKeyValue("nanosLeft", left).log();
        } else {
            changed.await();
        }
    }

    private void schedule(Scheduled scheduled) {
        binders.execute(() -> {
            try {
                switch (scheduled.decision()) {
                    case Decision.Placed placed -> bind(scheduled.queued(), placed);
                    case Decision.Unschedulable refused ->
                        writer.reportUnschedulable(scheduled.queued().pod(), refused.message());
                }
            } finally {
                bindings.release();
            }
        });
    }

    private void bind(QueuedPod queued, Decision.Placed placed) {
        switch (writer.bind(queued.pod(), placed.node())) {
            case BOUND ->
                LOG.atInfo()
                        .setMessage("pod scheduled")
                        .addKeyValue("pod", queued.pod().key())
                        .addKeyValue("node", placed.node())
                        .addKeyValue("evaluatedNodes", placed.evaluated())
                        .addKeyValue("feasibleNodes", placed.feasible())
                        .log();
            case GONE -> forget(queued, false);
            case FAILED -> forget(queued, true);
        }
    }

    private void forget(QueuedPod queued, boolean again) {
        locked(() -> {
            state.removePod(queued.pod().uid());
            queue.happened(ClusterEvent.POD_GONE, clock.instant());
            if (again && pods.lister().get(queued.pod().key()).isPresent()) {
                queue.retry(queued, clock.instant());
            }
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the nodes. */
    private final class NodeHandler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node added) {
            locked(() -> {
                state.putNode(added);
                queue.happened(ClusterEvent.NODE_ADDED, clock.instant());
            });
        }

        @Override
        public void onUpdate(Node before, Node after) {
            locked(() -> {
                state.putNode(after);
                if (matters(before, after)) {
                    queue.happened(ClusterEvent.NODE_CHANGED, clock.instant());
                }
            });
        }

        private boolean matters(Node before, Node after) {
            return !Objects.equals(before.getSpec(), after.getSpec())
                    || !Objects.equals(
                            before.getMetadata().getLabels(),
                            after.getMetadata().getLabels())
                    || !Objects.equals(
                            before.getStatus().getAllocatable(),
                            after.getStatus().getAllocatable());
        }

        @Override
        public void onDelete(Node last) {
            locked(() -> state.removeNode(last.getMetadata().getName()));
        }
    }

    /** Keeps the pods: those with a node in the state, the others in the queue. */
    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod added) {
            locked(() -> put(PodInfo.of(added)));
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            boolean waiting = after.getSpec().getNodeName() == null;
            if (waiting
                    && Objects.equals(before.getSpec(), after.getSpec())
                    && after.getMetadata().getDeletionTimestamp() == null
                    && Objects.equals(
                            before.getMetadata().getUid(), after.getMetadata().getUid())) {
                return;
            }
            locked(() -> put(PodInfo.of(after)));
        }

        @Override
        public void onDelete(Pod last) {
            locked(() -> remove(PodInfo.of(last).uid()));
        }

        private void put(PodInfo pod) {
            if (pod.isTerminal()) {
                remove(pod.uid());
            } else if (!pod.nodeName().isEmpty()) {
                queue.remove(pod.uid());
                state.putPod(pod, pod.nodeName());
            } else if (pod.isBeingDeleted()) {
                queue.remove(pod.uid());
            } else if (isMine(pod) && !state.hasPod(pod.uid())) {
                queue.add(pod, clock.instant());
            }
        }

        private boolean isMine(PodInfo pod) {
            return pod.schedulerName().equals(options.profile().schedulerName()) && !pod.isGated();
        }

        private void remove(String uid) {
            queue.remove(uid);
            if (state.removePod(uid)) {
                queue.happened(ClusterEvent.POD_GONE, clock.instant());
            }
        }
    }

    /** Ends the deciding thread, and waits for the bindings that are under way. */
    @Override
    public void close() {
        registrations.forEach(Informer.Registration::close);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        binders.close();
    }
}
