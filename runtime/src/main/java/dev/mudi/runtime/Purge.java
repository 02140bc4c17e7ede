package dev.mudi.runtime;

import dev.mudi.runtime.cgroup.Cgroups;
import dev.mudi.runtime.cni.CniPlugins;
import dev.mudi.runtime.cri.CriException;
import dev.mudi.runtime.cri.ListPodSandboxRequest;
import dev.mudi.runtime.cri.PodSandbox;
import dev.mudi.runtime.cri.RemovePodSandboxRequest;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.Linux;
import dev.mudi.runtime.linux.ProcessWatch;
import dev.mudi.runtime.pod.CgroupEnd;
import dev.mudi.runtime.pod.SandboxNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes everything a runtime made: first in order, sandbox by sandbox, then whatever a crash or damage has left, by
 * looking at the kernel rather than at records.
 */
final class Purge {

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private Purge() {}

    static void of(RuntimeOptions options) throws IOException {
        if (Files.exists(options.root())) {
            removeInOrder(options);
        }
        try (var lock = RootLock.acquire(options.root())) {
            LOG.atDebug().addKeyValue("lock", lock).log("sweeping");
            sweep(options);
        }
        FileTrees.delete(options.root());
        FileTrees.delete(options.run());
    }

    private static void removeInOrder(RuntimeOptions options) throws IOException {
        // A runtime that can't be opened any more, for want of a program or of a whole state, is swept all the same.
        try (var runtime = ContainerRuntime.open(options)) {
            for (PodSandbox sandbox : runtime.listPodSandbox(ListPodSandboxRequest.getDefaultInstance())
                    .getItemsList()) {
                runtime.removePodSandbox(RemovePodSandboxRequest.newBuilder()
                        .setPodSandboxId(sandbox.getId())
                        .build());
            }
        } catch (IOException | CriException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("can't remove the sandboxes in order; sweeping them away");
        }
    }

    private static void sweep(RuntimeOptions options) throws IOException {
        var cgroups = Cgroups.ofThisHost();
        try (var watch = new ProcessWatch()) {
            CgroupEnd.kill(cgroups, watch, options.cgroupParent());
        }
        var layout = options.layout();
        if (Files.isDirectory(layout.cniResults())) {
            var plugins = new CniPlugins(options.network().pluginDirectories(), layout.cniResults());
            removeNetwork(new SandboxNetwork(plugins, options.network().configurationDirectory()));
        }
        for (Path mount : mountsBelow(List.of(options.root(), options.run()))) {
            Linux.unmount(mount);
        }
        try (var watch = new ProcessWatch()) {
            CgroupEnd.remove(cgroups, watch, options.cgroupParent());
        }
    }

    private static void removeNetwork(SandboxNetwork network) {
        try {
            network.removeTraces();
        } catch (IOException e) {
            // The rest must go all the same.
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("can't take everything of the pod network away");
        }
    }

    /** Mount points below the directories, the innermost first. */
    private static List<Path> mountsBelow(List<Path> directories) throws IOException {
        // The kernel shows mount points without symbolic links, such as that of /var/run.
        var real = new ArrayList<Path>();
        for (Path directory : directories) {
            real.add(Files.exists(directory) ? directory.toRealPath() : directory);
        }
        var found = new ArrayList<Path>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Path mountPoint = Path.of(line.split(" ", 6)[4].replace("\\040", " "));
            if (real.stream().anyMatch(mountPoint::startsWith) && !real.contains(mountPoint)) {
                found.addFirst(mountPoint);
            }
        }
        return found;
    }
}
