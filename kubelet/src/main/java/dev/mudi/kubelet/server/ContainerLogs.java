package dev.mudi.kubelet.server;

import dev.mudi.client.Timestamps;
import dev.mudi.kubelet.logs.FileChanges;
import dev.mudi.kubelet.logs.LogOptions;
import dev.mudi.kubelet.logs.LogReader;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.sync.PodSync;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.ContainerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** {@code /containerLogs}: the log of a container's present or previous run. */
final class ContainerLogs {

    private final FileChanges changes;
    private final ServedPods pods;
    private final InstantSource clock;

    ContainerLogs(FileChanges changes, ServedPods pods, InstantSource clock) {
        this.changes = changes;
        this.pods = pods;
        this.clock = clock;
    }

    void serve(Exchange exchange, PodLookup.Found found) throws HttpFailure, IOException, InterruptedException {
        var options = options(exchange);
        var status = pick(found, exchange.flag("previous"));
        var path = Path.of(status.getLogPath());
        if (!Files.exists(path)) {
            throw HttpFailure.notFound("failed to try resolving symlinks in path \"" + path + "\": no such file");
        }
        var uid = found.runtime().uid();
        try (var out = exchange.stream("text/plain")) {
            new LogReader(path, options, out)
                    .write(
                            changes,
                            () -> pods.runtime(uid).containers().stream()
                                    .anyMatch(c -> c.getId().equals(status.getId()) && RuntimePod.isRunning(c)));
        }
    }

    private static ContainerStatus pick(PodLookup.Found found, boolean previous) throws HttpFailure {
        var name = found.name();
        var pod = found.pod().getMetadata().getName();
        var runs = found.runtime().containers().stream()
                .filter(c -> RuntimePod.nameOf(c).equals(name) && c.getState() != ContainerState.CONTAINER_CREATED)
                .toList();
        if (previous) {
            // Of a container that runs, or waits to run again, every ended run is a previous one.
            boolean goesOn = PodSpecs.container(found.pod(), name)
                    .filter(c -> PodSync.shouldStart(found.pod(), c, found.runtime()))
                    .isPresent();
            boolean running = !runs.isEmpty() && RuntimePod.isRunning(runs.getFirst());
            var ended = runs.stream()
                    .filter(c -> c.getState() == ContainerState.CONTAINER_EXITED)
                    .skip(running || goesOn ? 0 : 1)
                    .findFirst();
            return ended.orElseThrow(() -> HttpFailure.badRequest(
                    "previous terminated container \"" + name + "\" in pod \"" + pod + "\" not found"));
        }
        return runs.stream()
                .findFirst()
                .orElseThrow(() -> HttpFailure.badRequest(
                        "container \"" + name + "\" in pod \"" + pod + "\" is waiting to start: ContainerCreating"));
    }

    private LogOptions options(Exchange exchange) throws HttpFailure {
        var since = exchange.query("sinceSeconds").isPresent()
                ? Optional.of(clock.instant()
                        .minusSeconds(number(exchange, "sinceSeconds").orElseThrow()))
                : exchange.query("sinceTime").map(text -> Timestamps.parse(text));
        try {
            return new LogOptions(
                    exchange.flag("follow"),
                    number(exchange, "tailLines"),
                    since,
                    exchange.flag("timestamps"),
                    number(exchange, "limitBytes"));
        } catch (DateTimeParseException e) {
            throw HttpFailure.badRequest("invalid sinceTime: " + e.getMessage());
        }
    }

    private static Optional<Long> number(Exchange exchange, String name) throws HttpFailure {
        var text = exchange.query(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= 0) {
                return Optional.of(number);
            }
        } catch (NumberFormatException e) {
            throw new HttpFailure(422, "invalid " + name + " \"" + text.get() + "\": it must be a number");
        }
        throw new HttpFailure(422, "invalid " + name + " \"" + text.get() + "\": it must not be negative");
    }
}
