package dev.mudi.api.table;

import static dev.mudi.api.table.Cells.arrayAt;

import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is worth knowing of a pod in one line: how many containers are ready, one word for its state, how often containers were
 * restarted. The word is found as upstream's {@code kubectl get pods} finds it. For one pod.
 */
public final class PodSummary {
    private final ObjectValue pod;
    private final Set<String> sidecars = new HashSet<>();
    private String reason;
    private long restarts;
    private long sidecarRestarts;
    private int ready;
    private int total;
    private Instant lastRestart = Instant.MIN;
    private Instant lastSidecarRestart = Instant.MIN;

    private PodSummary(ObjectValue pod) {
        this.pod = pod;
        var status = pod.object("status");
        this.reason = Cells.orElse(status.string("reason"), status.string("phase"));
    }

    /** Looks at a pod. */
    public static PodSummary of(ObjectValue pod) {
        var summary = new PodSummary(pod);
        summary.look();
        return summary;
    }

    /** One word: {@code Running}, {@code Init:0/1}, {@code CrashLoopBackOff}, {@code Terminating}, …. */
    public String reason() {
        return reason;
    }

    /** How many containers are ready. */
    public int ready() {
        return ready;
    }

    /** How many containers there are, sidecars included. */
    public int total() {
        return total;
    }

    /** How often containers were restarted. */
    public long restarts() {
        return restarts;
    }

    /** When a container was restarted last, if one was. */
    public Optional<Instant> lastRestart() {
        return lastRestart.equals(Instant.MIN) ? Optional.empty() : Optional.of(lastRestart);
    }

    private void look() {
        total = arrayAt(pod, "spec", "containers").size();
        for (var container : arrayAt(pod, "spec", "initContainers").objects().toList()) {
            if (container.string("restartPolicy").equals("Always")) {
                sidecars.add(container.string("name"));
                total++;
            }
        }
        var scheduled = Cells.condition(pod, "PodScheduled");
        if (scheduled.isPresent() && scheduled.get().string("reason").equals("SchedulingGated")) {
            reason = "SchedulingGated";
        }
        boolean initializing = lookAtInitContainers();
        if (!initializing || Cells.isTrue(Cells.condition(pod, "Initialized"))) {
            lookAtContainers();
        }
        if (Cells.isBeingDeleted(pod)) {
            var phase = pod.object("status").string("phase");
            if (pod.object("status").string("reason").equals("NodeLost")) {
                reason = "Unknown";
            } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
                reason = "Terminating";
            }
        }
    }

    /** Whether an init container is not through yet. */
    private boolean lookAtInitContainers() {
        var statuses = arrayAt(pod, "status", "initContainerStatuses");
        for (int i = 0; i < statuses.size(); i++) {
            var container = statuses.object(i);
            boolean sidecar = sidecars.contains(container.string("name"));
            restarts += container.integer("restartCount", 0);
            lastRestart = later(lastRestart, container);
            if (sidecar) {
                sidecarRestarts += container.integer("restartCount", 0);
                lastSidecarRestart = later(lastSidecarRestart, container);
            }
            var state = container.object("state");
            boolean done = state.has("terminated") && state.object("terminated").integer("exitCode", 0) == 0;
            boolean started = sidecar && container.bool("started");
            if (!done && started && container.bool("ready")) {
                ready++;
            }
            if (!done && !started) {
                reason = "Init:" + initReason(state, i);
                return true;
            }
        }
        return false;
    }

    private String initReason(ObjectValue state, int position) {
        if (state.has("terminated")) {
            return ended(state.object("terminated"));
        }
        var waiting = state.object("waiting").string("reason");
        return waiting.isEmpty() || waiting.equals("PodInitializing")
                ? position + "/" + arrayAt(pod, "spec", "initContainers").size()
                : waiting;
    }

    private void lookAtContainers() {
        restarts = sidecarRestarts;
        lastRestart = lastSidecarRestart;
        boolean running = false;
        var failure = "";
        var statuses = arrayAt(pod, "status", "containerStatuses");
        for (int i = statuses.size() - 1; i >= 0; i--) {
            var container = statuses.object(i);
            restarts += container.integer("restartCount", 0);
            lastRestart = later(lastRestart, container);
            var state = container.object("state");
            var waiting = state.object("waiting").string("reason");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (state.has("terminated")) {
                reason = ended(state.object("terminated"));
                failure = state.object("terminated").integer("exitCode", 0) == 0 ? failure : reason;
            } else if (container.bool("ready") && state.has("running")) {
                running = true;
                ready++;
            }
        }
        if (reason.equals("Completed")) {
            reason = running && Cells.isTrue(Cells.condition(pod, "Ready"))
                    ? "Running"
                    : !failure.isEmpty() ? failure : running ? "NotReady" : reason;
        }
    }

    private static String ended(ObjectValue terminated) {
        if (!terminated.string("reason").isEmpty()) {
            return terminated.string("reason");
        }
        long signal = terminated.integer("signal", 0);
        return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.integer("exitCode", 0);
    }

    private static Instant later(Instant before, ObjectValue container) {
        var ended = container.object("lastState").object("terminated").string("finishedAt");
        return Cells.moment(ended).filter(moment -> moment.isAfter(before)).orElse(before);
    }
}
