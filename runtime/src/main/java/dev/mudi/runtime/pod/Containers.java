package dev.mudi.runtime.pod;

import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.cri.ContainerConfig;
import dev.mudi.runtime.cri.ContainerEventType;
import dev.mudi.runtime.cri.ContainerState;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.LinuxContainerResources;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.image.StoredImage;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.ProcessId;
import dev.mudi.runtime.oci.ContainerSpec;
import dev.mudi.runtime.oci.ImageUsers;
import dev.mudi.runtime.oci.ResourceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of containers. Thread-safe; changes of one container are made one after the other. */
public final class Containers {

    /** Told of every change that CRI has an event for. */
    @FunctionalInterface
    public interface Listener {
        void changed(ContainerEventType type, String containerId, String sandboxId);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(30);
    private static final int KILLED = 128 + Linux.SIGKILL;
    private static final int START_ERROR = 128;
    private static final int UNKNOWN = 255;

    private final Machinery machinery;
    private final Sandboxes sandboxes;
    private final Listener listener;
    private final Records<ContainerRecord> records;
    /** Layers of containers that are being made, by their ids. */
    private final Map<String, List<String>> creating = new ConcurrentHashMap<>();

    private final Map<String, ContainerEntry> containers = new ConcurrentHashMap<>();

    public Containers(Machinery machinery, Sandboxes sandboxes, Listener listener) throws IOException {
        this.machinery = machinery;
        this.sandboxes = sandboxes;
        this.listener = listener;
        this.records = new Records<>(machinery.layout().containerRecords(), ContainerRecord::of);
    }

    /** Reads the containers that an earlier daemon left, watches those that run, and learns how the others ended. */
    public void adopt() throws IOException {
        for (ContainerRecord record : records.load()) {
            var entry = new ContainerEntry(record, records);
            containers.put(record.id(), entry);
            if (record.state() == ContainerState.CONTAINER_RUNNING) {
                watch(record);
            } else if (record.state() == ContainerState.CONTAINER_CREATED && wasBeingStarted(record)) {
                entry.change(current -> breakOff(entry, current, "the runtime ended while the container was started"));
            }
        }
    }

    private boolean wasBeingStarted(ContainerRecord record) {
        return !record.processes().equals(Conmon.Started.NONE)
                || Files.exists(machinery.conmon().bundle(record.id()).resolve("pid"));
    }

    /** Takes away what was left of containers that were never recorded, since their making was cut short. */
    public void sweep() throws IOException {
        for (String id : names(machinery.layout().containers())) {
            if (!containers.containsKey(id)) {
                LOG.atInfo().addKeyValue("container", id).log("removing a container that was left half made");
                machinery.conmon().remove(id);
                ContainerRoot.remove(machinery.layout().containerFiles(id));
            }
        }
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void watch(ContainerRecord record) throws IOException {
        Monitors.watch(machinery.watch(), record.processes(), () -> monitorEnded(record.id()));
    }

    Optional<ContainerEntry> find(String id) {
        return Ids.find(containers, id);
    }

    ContainerEntry require(String id) {
        return find(id).orElseThrow(() -> CriException.notFound("there is no container " + id));
    }

    /** The record of a container that runs. */
    ContainerEntry requireRunning(String id) {
        var entry = require(id);
        if (entry.record().state() != ContainerState.CONTAINER_RUNNING) {
            throw CriException.failedPrecondition("container " + id + " is not running: it is "
                    + entry.record().state());
        }
        return entry;
    }

    Collection<ContainerEntry> all() {
        return containers.values();
    }

    List<ContainerRecord> of(String sandboxId) {
        return all().stream()
                .map(ContainerEntry::record)
                .filter(record -> record.sandboxId().equals(sandboxId))
                .toList();
    }

    /** Diff IDs of the layers that containers use. */
    public Set<String> layersInUse() {
        var diffIds = new HashSet<String>();
        creating.values().forEach(diffIds::addAll);
        all().forEach(entry -> diffIds.addAll(entry.record().image().diffIds()));
        return diffIds;
    }

    /** Makes a container and returns its id. Its image must be present, its sandbox ready. */
    public String create(String sandboxId, ContainerConfig config) throws IOException {
        var sandbox = sandboxes.require(sandboxId);
        if (!sandbox.ready()) {
            throw CriException.failedPrecondition("sandbox " + sandboxId + " is not ready");
        }
        if (config.getMetadata().getName().isEmpty()) {
            throw CriException.invalidArgument("a container needs metadata with its name");
        }
        String id = Ids.next();
        try {
            return create(id, sandbox, config);
        } catch (IOException | RuntimeException e) {
            clear(id, e);
            throw e;
        } finally {
            creating.remove(id);
        }
    }

    private String create(String id, SandboxRecord sandbox, ContainerConfig config) throws IOException {
        var images = machinery.images();
        var image = images.require(config.getImage().getImage());
        var diffIds = new ArrayList<>(image.config().diffIds());
        diffIds.addAll(ImageVolumes.diffIds(config, images));
        creating.put(id, diffIds);
        // From here on its layers stay; it may have been removed just before.
        images.require(image.id());
        var record = make(id, sandbox, config, image, diffIds);
        var entry = new ContainerEntry(record, records);
        entry.change(entry::replace);
        containers.put(id, entry);
        listener.changed(ContainerEventType.CONTAINER_CREATED_EVENT, id, sandbox.id());
        return id;
    }

    private ContainerRecord make(
            String id, SandboxRecord sandbox, ContainerConfig config, StoredImage image, List<String> diffIds)
            throws IOException {
        for (var mount : config.getMountsList()) {
            // As containerd does for a hostPath volume without a type.
            if (!mount.getHostPath().isEmpty() && !Files.exists(Path.of(mount.getHostPath()))) {
                Files.createDirectories(Path.of(mount.getHostPath()));
            }
        }
        var imageConfig = image.config();
        Path root = ContainerRoot.mount(
                machinery.layout().containerFiles(id),
                machinery.images().layers(),
                imageConfig.diffIds(),
                imageConfig.volumes());
        var user = ImageUsers.of(root).resolve(config.getLinux().getSecurityContext(), imageConfig.user());
        var pidNamespace = pidNamespace(sandbox, config);
        String cgroup = sandbox.cgroupParent() + "/" + id;
        var environment = sandboxes.environment(sandbox, pidNamespace);
        var mounted = ImageVolumes.mount(
                config, machinery.images(), machinery.layout().containerFiles(id));
        var spec = new ContainerSpec(mounted, imageConfig, environment, user, root, cgroup).toJson(machinery.host());
        machinery.conmon().prepare(id, spec);
        boolean ownPids = pidNamespace.isEmpty() && pidMode(config) != NamespaceMode.NODE;
        return new ContainerRecord(
                id,
                sandbox.id(),
                config,
                new ContainerRecord.Image(
                        image.id(),
                        Statuses.imageName(config.getImage(), image),
                        image.reference(),
                        imageConfig.stopSignal(),
                        List.copyOf(diffIds)),
                new ContainerRecord.Place(cgroup, logPath(sandbox, config), user, ownPids),
                Progress.created(machinery.now()),
                Conmon.Started.NONE);
    }

    private static NamespaceMode pidMode(ContainerConfig config) {
        return config.getLinux().getSecurityContext().getNamespaceOptions().getPid();
    }

    private Optional<Path> pidNamespace(SandboxRecord sandbox, ContainerConfig config) {
        var options = config.getLinux().getSecurityContext().getNamespaceOptions();
        long pid = switch (options.getPid()) {
            case POD ->
                config.getLinux().getSecurityContext().hasNamespaceOptions()
                        ? sandbox.processes().container().pid()
                        : 0;
            case TARGET ->
                requireRunning(options.getTargetId()).record().process().pid();
            case CONTAINER, NODE, UNRECOGNIZED -> 0;
        };
        return pid == 0 ? Optional.empty() : Optional.of(Path.of("/proc/" + pid + "/ns/pid"));
    }

    private static String logPath(SandboxRecord sandbox, ContainerConfig config) throws IOException {
        if (sandbox.config().getLogDirectory().isEmpty() || config.getLogPath().isEmpty()) {
            return "";
        }
        Path path = Path.of(sandbox.config().getLogDirectory()).resolve(config.getLogPath());
        var directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        return path.toString();
    }

    private void clear(String id, Exception reason) {
        try {
            machinery.conmon().remove(id);
            ContainerRoot.remove(machinery.layout().containerFiles(id));
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Starts a created container. A command that can't run makes it exited, with the reason StartError, and throws. */
    public void start(String id) throws IOException {
        var entry = require(id);
        entry.change(record -> {
            if (record.state() != ContainerState.CONTAINER_CREATED) {
                throw CriException.failedPrecondition("container " + id + " can't be started: it is " + record.state());
            }
            if (!sandboxes.require(record.sandboxId()).ready()) {
                throw CriException.failedPrecondition(
                        "container " + id + " can't be started: its sandbox is not ready");
            }
            try {
                startNow(entry, record);
            } catch (IOException | RuntimeException e) {
                breakOff(entry, record, String.valueOf(e.getMessage()));
                throw e;
            }
        });
        LOG.atInfo().addKeyValue("container", id).log("container is started");
        var record = entry.record();
        listener.changed(ContainerEventType.CONTAINER_STARTED_EVENT, record.id(), record.sandboxId());
        watch(record);
    }

    private void startNow(ContainerEntry entry, ContainerRecord record) throws IOException {
        var config = record.config();
        var streams =
                new Conmon.Streams(record.place().logPath(), config.getTty(), config.getStdin(), config.getStdinOnce());
        var started = machinery.conmon().create(record.id(), streams);
        // On disk before the process runs: whoever finds the record must find the process.
        entry.replace(record.with(started));
        long now = machinery.now();
        machinery.conmon().start(record.id());
        entry.replace(entry.record().with(record.progress().started(now)));
    }

    private void breakOff(ContainerEntry entry, ContainerRecord record, String why) throws IOException {
        machinery.kill(record.place().cgroup());
        entry.replace(record.with(record.progress().exited(machinery.now(), START_ERROR, "StartError", why)));
        listener.changed(ContainerEventType.CONTAINER_STOPPED_EVENT, record.id(), record.sandboxId());
    }

    private void monitorEnded(String id) {
        try {
            var entry = containers.get(id);
            if (entry != null) {
                entry.change(record -> recordExit(entry, record));
            }
        } catch (IOException e) {
            LOG.atError().addKeyValue("container", id).setCause(e).log("can't record how a container ended");
        }
    }

    private void recordExit(ContainerEntry entry, ContainerRecord record) throws IOException {
        if (record.state() != ContainerState.CONTAINER_RUNNING) {
            return;
        }
        var exit = machinery.conmon().exit(record.id());
        boolean left = record.process().isAlive();
        if (exit.isEmpty() || !record.place().ownPidNamespace()) {
            machinery.kill(record.place().cgroup());
        }
        Progress progress;
        if (exit.isPresent()) {
            progress = ended(record, exit.get());
        } else if (left) {
            progress = record.progress()
                    .exited(machinery.now(), KILLED, "Error", "its monitor ended, so the container was killed");
        } else {
            progress = record.progress()
                    .exited(
                            machinery.now(),
                            UNKNOWN,
                            "Unknown",
                            "it ended with its monitor, so its exit code is unknown");
        }
        entry.replace(record.with(progress));
        LOG.atInfo()
                .addKeyValue("container", record.id())
                .addKeyValue("exitCode", progress.exitCode())
                .addKeyValue("reason", progress.reason())
                .log("container has ended");
        listener.changed(ContainerEventType.CONTAINER_STOPPED_EVENT, record.id(), record.sandboxId());
    }

    private Progress ended(ContainerRecord record, Conmon.Exit exit) {
        String reason = exit.code() == 0 ? "Completed" : "Error";
        if (machinery.conmon().ranOutOfMemory(record.id()) && exit.code() == KILLED) {
            reason = "OOMKilled";
        }
        // File times come from a coarser clock, which may be behind the one that told the start.
        long when =
                Math.max(Machinery.nanoseconds(exit.time()), record.progress().startedAt());
        return record.progress().exited(when, exit.code(), reason, "");
    }

    /**
     * Ends a container: its stop signal, then SIGKILL after the grace. Returns when it has ended. Idempotent.
     *
     * @param grace zero to kill at once
     */
    public void stop(String id, Duration grace) throws IOException {
        var found = find(id);
        if (found.isEmpty() || found.get().record().state() != ContainerState.CONTAINER_RUNNING) {
            return;
        }
        var entry = found.get();
        var record = entry.record();
        try {
            if (!grace.isZero() && !grace.isNegative()) {
                record.process()
                        .kill(StopSignal.of(record.config(), record.image().stopSignal()));
                if (entry.awaitEnd(grace)) {
                    return;
                }
            }
            record.process().kill(Linux.SIGKILL);
            if (!record.place().ownPidNamespace()) {
                machinery.kill(record.place().cgroup());
            }
            if (!entry.awaitEnd(KILL_LIMIT)) {
                throw new CriException(
                        CriException.Code.DEADLINE_EXCEEDED,
                        "container " + id + " has not ended " + KILL_LIMIT.toSeconds() + " s after it was killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CriException.unavailable("interrupted while container " + id + " was stopped");
        }
    }

    /** Removes a container, killing it first when it runs. Its log stays. Idempotent. */
    public void remove(String id) throws IOException {
        var found = find(id);
        if (found.isEmpty()) {
            return;
        }
        stop(id, Duration.ZERO);
        var entry = found.get();
        entry.change(record -> {
            machinery.kill(record.place().cgroup());
            machinery.conmon().remove(record.id());
            ContainerRoot.remove(machinery.layout().containerFiles(record.id()));
            machinery.remove(record.place().cgroup());
            entry.delete();
            containers.remove(record.id());
        });
        var record = entry.record();
        if (machinery.images().find(record.image().id()).isEmpty()) {
            machinery.images().collect();
        }
        listener.changed(ContainerEventType.CONTAINER_DELETED_EVENT, record.id(), record.sandboxId());
    }

    /** Changes the limits of a container that hasn't ended; what is zero or empty stays. */
    public void updateResources(String id, LinuxContainerResources resources) throws IOException {
        var entry = require(id);
        entry.change(record -> {
            if (record.state() == ContainerState.CONTAINER_EXITED) {
                throw CriException.failedPrecondition("container " + id + " has ended, so its limits can't change");
            }
            if (record.state() == ContainerState.CONTAINER_RUNNING) {
                machinery.conmon().update(record.id(), ResourceSpec.of(resources, machinery.host()));
            }
            var config = record.config().toBuilder();
            config.getLinuxBuilder().getResourcesBuilder().mergeFrom(resources);
            entry.replace(record.with(config.build()));
            if (record.state() == ContainerState.CONTAINER_CREATED) {
                machinery.conmon().changeResources(record.id(), ResourceSpec.of(resources, machinery.host()));
            }
        });
    }

    /** The first process of a running container. */
    ProcessId process(String id) {
        return requireRunning(id).record().process();
    }
}
