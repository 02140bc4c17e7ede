package dev.mudi.kubelet.worker;

import dev.mudi.kubelet.container.ContainerConfigSource;
import dev.mudi.kubelet.container.ContainerInputs;
import dev.mudi.kubelet.event.PodEvents;
import dev.mudi.kubelet.images.ImagePuller;
import dev.mudi.kubelet.images.ImageState;
import dev.mudi.kubelet.lifecycle.HookRunner.HookException;
import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.RuntimePod;
import dev.mudi.kubelet.status.ApiTime;
import dev.mudi.kubelet.status.Waiting;
import dev.mudi.kubelet.sync.BackOff;
import dev.mudi.kubelet.sync.ContainerKill;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.CreateContainerRequest;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.cri.StartContainerRequest;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts containers: waits out the back-off, gets the image, makes and starts the container, runs the postStart hook. */
final class ContainerStarter {

    private static final Logger LOG = LoggerFactory.getLogger(ContainerStarter.class);

    /** When a container that could not be made is tried again; a change of what it lacks comes before that. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** What became of a start. */
    sealed interface Outcome {
        record Started(String containerId) implements Outcome {}

        record NotYet(Waiting waiting, Instant retry) implements Outcome {}

        /** Nothing to tell: the image is on its way. */
        record Pending() implements Outcome {}
    }

    /**
     * What a start is made of.
     *
     * @param sandboxId the sandbox to start in
     * @param sandbox its configuration
     * @param volumes the host paths of the pod's volumes
     * @param state what the worker remembers
     */
    record Start(
            Pod pod,
            Container container,
            RuntimePod runtime,
            String sandboxId,
            PodSandboxConfig sandbox,
            Map<String, Path> volumes,
            State state) {}

    /** What a worker remembers of the starts of its pod's containers. */
    static final class State {
        final BackOff crashes;
        final ImagePuller.Session pulls = new ImagePuller.Session();
        final Mailbox mailbox;

        State(BackOff crashes, Mailbox mailbox) {
            this.crashes = crashes;
            this.mailbox = mailbox;
        }
    }

    private final PodRuntime runtime;
    private final ImagePuller images;
    private final ContainerConfigSource configs;
    private final PodEnvironments environments;
    private final PodFiles files;
    private final ContainerKiller killer;
    private final Telling telling;

    /** Events and the time. */
    record Telling(PodEvents events, InstantSource clock) {}

    ContainerStarter(
            PodRuntime runtime,
            ImagePuller images,
            ContainerConfigSource configs,
            PodEnvironments environments,
            PodFiles files,
            ContainerKiller killer,
            Telling telling) {
        this.runtime = runtime;
        this.images = images;
        this.configs = configs;
        this.environments = environments;
        this.files = files;
        this.killer = killer;
        this.telling = telling;
    }

    Outcome start(Start start) throws InterruptedException {
        var pod = start.pod();
        var container = start.container();
        var name = container.getName();
        var now = telling.clock().instant();
        var exited = start.runtime().exited(name).map(status -> ApiTime.instant(status.getFinishedAt()));
        var until = exited.flatMap(end -> start.state().crashes.until(name, end, now));
        if (until.isPresent()) {
            return backOff(start, until.get());
        }
        int restartCount = restartCount(start);
        var image = images.ensure(
                pod, container, name + "/" + restartCount, start.state().pulls, start.state().mailbox::wake);
        return switch (image) {
            case ImageState.Pulling _ -> new Outcome.Pending();
            case ImageState.Failed failed -> {
                telling.events()
                        .warning(
                                pod,
                                name,
                                "Failed",
                                "Error: " + failed.waiting().reason());
                yield new Outcome.NotYet(failed.waiting(), failed.retry());
            }
            case ImageState.Present present -> {
                exited.ifPresent(end -> start.state().crashes.next(name, end, now));
                yield create(start, present.reference(), restartCount);
            }
        };
    }

    private Outcome backOff(Start start, Instant until) {
        var name = start.container().getName();
        var pod = PodSpecs.describe(start.pod());
        telling.events()
                .warning(
                        start.pod(),
                        name,
                        "BackOff",
                        "Back-off restarting failed container " + name + " in pod " + pod);
        var message = "back-off " + words(start.state().crashes.delay(name)) + " restarting failed container=" + name
                + " pod=" + pod;
        return new Outcome.NotYet(new Waiting("CrashLoopBackOff", message), until);
    }

    /** A duration as Go writes it. */
    private static String words(Duration duration) {
        long minutes = duration.toMinutes();
        return (minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart() + "s";
    }

    private int restartCount(Start start) {
        var name = start.container().getName();
        return start.runtime()
                .container(name)
                .map(status -> RuntimePod.restartCountOf(status) + 1)
                .orElseGet(() -> fromLogs(Path.of(start.sandbox().getLogDirectory(), name)));
    }

    /** A runtime that forgot the container has left its logs: the new run must not write into the old one's. */
    private static int fromLogs(Path directory) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var logs = Files.list(directory)) {
            return logs.map(log -> log.getFileName().toString())
                    .filter(log -> log.matches("\\d+\\.log.*"))
                    .mapToInt(log -> Integer.parseInt(log.substring(0, log.indexOf('.'))) + 1)
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("directory", directory).log("The old logs can't be listed");
            return 0;
        }
    }

    private Outcome create(Start start, String imageReference, int restartCount) throws InterruptedException {
        var pod = start.pod();
        var name = start.container().getName();
        ContainerConfig config;
        try {
            files.makeLogDirectory(pod, name);
            var ips = podIps(start);
            config = configs.of(new ContainerInputs(
                    pod,
                    start.container(),
                    restartCount,
                    imageReference,
                    start.runtime(),
                    start.volumes(),
                    environments.of(pod, ips)));
        } catch (IOException e) {
            return failed(start, "CreateContainerConfigError", String.valueOf(e.getMessage()));
        }
        String id;
        try {
            id = runtime.service()
                    .createContainer(CreateContainerRequest.newBuilder()
                            .setPodSandboxId(start.sandboxId())
                            .setConfig(config)
                            .setSandboxConfig(start.sandbox())
                            .build())
                    .getContainerId();
        } catch (CriException e) {
            return failed(start, "CreateContainerError", String.valueOf(e.getMessage()));
        }
        telling.events().normal(pod, name, "Created", "Container created");
        try {
            runtime.service()
                    .startContainer(StartContainerRequest.newBuilder()
                            .setContainerId(id)
                            .build());
        } catch (CriException e) {
            return failed(start, "RunContainerError", String.valueOf(e.getMessage()));
        }
        telling.events().normal(pod, name, "Started", "Container started");
        return postStart(start, id);
    }

    private java.util.List<String> podIps(Start start) {
        return PodSpecs.isHostNetwork(start.pod())
                ? environments.node().addresses()
                : start.runtime().ips();
    }

    private Outcome failed(Start start, String reason, String message) {
        telling.events().warning(start.pod(), start.container().getName(), "Failed", "Error: " + message);
        return new Outcome.NotYet(
                new Waiting(reason, message), telling.clock().instant().plus(RETRY));
    }

    private Outcome postStart(Start start, String id) throws InterruptedException {
        var lifecycle = start.container().getLifecycle();
        if (lifecycle == null || lifecycle.getPostStart() == null) {
            return new Outcome.Started(id);
        }
        var name = start.container().getName();
        var ip = podIps(start).stream().findFirst().orElse("");
        var failure = new AtomicReference<Optional<String>>(Optional.empty());
        var mailbox = start.state().mailbox;
        var hook = Thread.ofVirtual().name("postStart " + name).start(() -> {
            try {
                killer.hooks().run(lifecycle.getPostStart(), start.container(), id, ip);
            } catch (HookException e) {
                failure.set(Optional.of(String.valueOf(e.getMessage())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            mailbox.wake();
        });
        try {
            if (!mailbox.awaitDone(() -> !hook.isAlive()) || failure.get().isEmpty()) {
                return new Outcome.Started(id);
            }
        } finally {
            hook.interrupt();
        }
        telling.events().warning(start.pod(), name, "FailedPostStartHook", "PostStartHook failed");
        killer.kill(
                start.pod(),
                new ContainerKill(id, name, "FailedPostStartHook", ContainerKill.Reason.POST_START_HOOK_FAILED),
                ip);
        return new Outcome.NotYet(
                new Waiting("PostStartHookError", failure.get().orElse("")),
                telling.clock().instant());
    }
}
