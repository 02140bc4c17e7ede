package dev.mudi.runtime.pod;

import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.NamespaceMode;
import dev.mudi.runtime.cri.PodSandboxConfig;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.oci.PauseSpec;
import dev.mudi.runtime.oci.SandboxEnvironment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of sandboxes. Thread-safe; calls on one sandbox run one after the other. */
public final class Sandboxes {

    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);

    /** Names of runtime handlers (RuntimeClass); the empty one is the default. */
    private static final Set<String> HANDLERS = Set.of("", "runc");

    /** The kernel kills a pause process last. */
    private static final int PAUSE_OOM_SCORE = -998;

    private final Machinery machinery;
    private final SandboxNetwork network;
    private final SandboxHome home;
    private final Records<SandboxRecord> records;
    private final Map<String, SandboxRecord> sandboxes = new ConcurrentHashMap<>();
    private final Set<String> making = ConcurrentHashMap.newKeySet();
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    public Sandboxes(Machinery machinery, SandboxNetwork network) throws IOException {
        this.machinery = machinery;
        this.network = network;
        this.home = new SandboxHome(machinery.layout());
        this.records = new Records<>(machinery.layout().sandboxRecords(), SandboxRecord::of);
    }

    /** Reads the sandboxes that an earlier daemon left, and watches those that run. */
    public void adopt() throws IOException {
        for (SandboxRecord sandbox : records.load()) {
            sandboxes.put(sandbox.id(), sandbox);
            try {
                adopt(sandbox);
            } catch (IOException e) {
                // The kubelet stops what isn't ready, and that tries again.
                LOG.atWarn()
                        .addKeyValue("sandbox", sandbox.id())
                        .setCause(e)
                        .log("can't take away what is left of a sandbox");
            }
        }
    }

    private void adopt(SandboxRecord sandbox) throws IOException {
        if (sandbox.ready() && sandbox.life().bootId().equals(BootId.current())) {
            watch(sandbox);
            return;
        }
        // Its namespaces went with the last boot, or it was half made, or half stopped.
        replace(sandbox.notReady());
        release(sandbox);
    }

    private void watch(SandboxRecord sandbox) throws IOException {
        if (sandbox.sharesProcesses()) {
            Monitors.watch(machinery.watch(), sandbox.processes(), () -> pauseEnded(sandbox.id()));
        }
    }

    Optional<SandboxRecord> find(String id) {
        return Ids.find(sandboxes, id).filter(sandbox -> !making.contains(sandbox.id()));
    }

    SandboxRecord require(String id) {
        return find(id).orElseThrow(() -> CriException.notFound("there is no sandbox " + id));
    }

    /** All but those that are being made, which nobody may take for broken ones. */
    List<SandboxRecord> all() {
        return sandboxes.values().stream()
                .filter(sandbox -> !making.contains(sandbox.id()))
                .toList();
    }

    /** Makes a sandbox and returns its id. */
    public String run(PodSandboxConfig config, String handler) throws IOException {
        check(config, handler);
        var metadata = config.getMetadata();
        var life = new SandboxRecord.Life(false, machinery.now(), BootId.current());
        String parent = cgroupParent(config);
        var sandbox = new SandboxRecord(Ids.next(), config, handler, parent, life, List.of(), Conmon.Started.NONE);
        reserve(sandbox);
        records.save(sandbox.id(), sandbox.toJson());
        try {
            home.make(sandbox);
            var running = join(sandbox);
            records.save(running.id(), running.toJson());
            sandboxes.put(running.id(), running);
            watch(running);
            LOG.atInfo()
                    .addKeyValue("pod", metadata.getNamespace() + "/" + metadata.getName())
                    .addKeyValue("sandbox", running.id())
                    .addKeyValue("addresses", running.addresses())
                    .log("sandbox is ready");
            return running.id();
        } catch (IOException | RuntimeException e) {
            abandon(sandbox, e);
            throw e;
        } finally {
            making.remove(sandbox.id());
        }
    }

    private static void check(PodSandboxConfig config, String handler) {
        var metadata = config.getMetadata();
        if (metadata.getName().isEmpty() || metadata.getNamespace().isEmpty()) {
            throw CriException.invalidArgument("a sandbox needs metadata with the pod's name and namespace");
        }
        if (!HANDLERS.contains(handler)) {
            throw CriException.invalidArgument("no runtime for \"" + handler + "\" is configured; there is runc only");
        }
        var namespaces = config.getLinux().getSecurityContext().getNamespaceOptions();
        if (namespaces.hasUsernsOptions() && namespaces.getUsernsOptions().getMode() == NamespaceMode.POD) {
            throw CriException.invalidArgument("user namespaces are not supported by this runtime");
        }
    }

    /** One sandbox a pod and attempt, so that a repeated request doesn't make a second. */
    private synchronized void reserve(SandboxRecord sandbox) {
        var metadata = sandbox.config().getMetadata();
        for (var other : sandboxes.values()) {
            boolean inUse = other.ready() || making.contains(other.id());
            if (inUse && other.config().getMetadata().equals(metadata)) {
                throw new CriException(
                        CriException.Code.ALREADY_EXISTS,
                        "sandbox " + other.id() + " exists for attempt " + metadata.getAttempt() + " of pod "
                                + metadata.getNamespace() + "/" + metadata.getName());
            }
        }
        making.add(sandbox.id());
        sandboxes.put(sandbox.id(), sandbox);
    }

    private String cgroupParent(PodSandboxConfig config) {
        String given = config.getLinux().getCgroupParent();
        if (given.isEmpty()) {
            return machinery.layout().cgroupParent() + "/pod"
                    + config.getMetadata().getUid();
        }
        if (given.endsWith(".slice")) {
            throw CriException.invalidArgument(
                    "cgroup parent " + given + " is a systemd slice, but this runtime's cgroup driver is cgroupfs");
        }
        return given.startsWith("/") ? given : "/" + given;
    }

    /**
     * Joins the network and, where the containers share processes, starts the pause process at the same time. Elsewhere
     * there is none: the namespaces are kept by mounts, and a process that nobody sees costs more than all the rest.
     */
    private SandboxRecord join(SandboxRecord sandbox) throws IOException {
        var namespace = home.networkNamespace(sandbox.id());
        if (!sandbox.sharesProcesses()) {
            return sandbox.running(addresses(sandbox, namespace), Conmon.Started.NONE);
        }
        var joining = new FutureTask<>(() -> addresses(sandbox, namespace));
        Thread.ofVirtual().name("cni-add").start(joining);
        Conmon.Started pause;
        try {
            pause = startPause(sandbox);
        } finally {
            // The plugins must have ended before anything of the sandbox is taken away again.
            waitFor(joining);
        }
        return sandbox.running(result(joining), pause);
    }

    private List<String> addresses(SandboxRecord sandbox, Path namespace) throws IOException {
        return sandbox.hostNetwork() ? List.of() : network.join(sandbox, namespace);
    }

    private static void waitFor(FutureTask<?> task) throws InterruptedIOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            LOG.atDebug().log("the pod network failed");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a sandbox joined the network");
        }
    }

    private static <T> T result(FutureTask<T> task) throws IOException {
        try {
            return task.resultNow();
        } catch (IllegalStateException failed) {
            switch (task.exceptionNow()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Throwable e -> throw new IOException("can't join the pod network", e);
            }
        }
    }

    private Conmon.Started startPause(SandboxRecord sandbox) throws IOException {
        int score = machinery.host().privileges().clampOomScore(PAUSE_OOM_SCORE);
        var environment = home.environment(sandbox, Optional.empty());
        var spec = new PauseSpec(machinery.layout().pauseRoot(), environment, sandbox.cgroup(), score);
        machinery.conmon().prepare(sandbox.id(), spec.toJson());
        var started = machinery.conmon().create(sandbox.id(), Conmon.Streams.NONE);
        machinery.conmon().start(sandbox.id());
        return started;
    }

    private void abandon(SandboxRecord sandbox, Exception reason) {
        try {
            release(sandbox);
            home.remove(sandbox.id());
            forget(sandbox);
        } catch (IOException e) {
            // The record stays, so that the next stop or the next start tries again.
            reason.addSuppressed(e);
        }
    }

    private void pauseEnded(String id) {
        var lock = lock(id);
        lock.lock();
        try {
            var sandbox = sandboxes.get(id);
            if (sandbox != null && sandbox.ready()) {
                LOG.atWarn().addKeyValue("sandbox", id).log("the sandbox's pause process ended");
                machinery.kill(sandbox.cgroup());
                replace(sandbox.notReady());
            }
        } catch (IOException e) {
            LOG.atError().addKeyValue("sandbox", id).setCause(e).log("can't record that a sandbox ended");
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(String id) {
        return locks.computeIfAbsent(id, key -> new ReentrantLock());
    }

    private void replace(SandboxRecord next) throws IOException {
        records.save(next.id(), next.toJson());
        sandboxes.put(next.id(), next);
    }

    /** Ends the pause process and gives the addresses and namespaces back. The containers have been stopped. Idempotent. */
    public void stop(String id) throws IOException {
        var lock = lock(id);
        lock.lock();
        try {
            var sandbox = sandboxes.get(id);
            if (sandbox == null) {
                return;
            }
            if (sandbox.ready()) {
                replace(sandbox.notReady());
            }
            release(sandbox);
        } finally {
            lock.unlock();
        }
    }

    private void release(SandboxRecord sandbox) throws IOException {
        sandbox.processes().container().kill(Linux.SIGKILL);
        network.leave(sandbox.id());
        machinery.kill(sandbox.cgroup());
        machinery.conmon().remove(sandbox.id());
        machinery.remove(sandbox.cgroup());
        home.release(sandbox.id());
    }

    /** Removes a stopped sandbox without containers. Idempotent. */
    public void remove(String id) throws IOException {
        stop(id);
        var sandbox = sandboxes.get(id);
        if (sandbox != null) {
            home.remove(id);
            forget(sandbox);
        }
    }

    private void forget(SandboxRecord sandbox) throws IOException {
        // The pod's cgroup is the kubelet's when it set one up, and then it isn't empty until the kubelet has left it.
        machinery.cgroups().removeIfEmpty(sandbox.cgroupParent());
        records.delete(sandbox.id());
        sandboxes.remove(sandbox.id());
        locks.remove(sandbox.id());
    }

    /** What the sandbox's containers share. */
    SandboxEnvironment environment(SandboxRecord sandbox, Optional<Path> pidNamespace) throws IOException {
        return home.environment(sandbox, pidNamespace);
    }

    /** The file that stands for a sandbox's network; empty on the host's. */
    Optional<Path> networkNamespace(SandboxRecord sandbox) {
        return sandbox.hostNetwork() ? Optional.empty() : Optional.of(home.networkNamespace(sandbox.id()));
    }
}
