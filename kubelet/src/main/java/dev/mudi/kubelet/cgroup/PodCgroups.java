package dev.mudi.kubelet.cgroup;

import dev.mudi.kubelet.pod.PodSpecs;
import dev.mudi.kubelet.pod.QosClass;
import dev.mudi.kubelet.pod.Resources;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes and removes the cgroups of pods. Safe for many threads as long as a pod is handled by one. */
public final class PodCgroups {

    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final String PODS = "kubepods";
    private static final long BEST_EFFORT_SHARES = 2;

    private final String root;
    private final boolean unified;
    /** By controller (or by nothing, for version 2) the directory it is mounted on. */
    private final Map<String, Path> hierarchies;

    /** The cpu requests of the burstable pods, by UID. */
    private final Map<String, BigDecimal> burstable = new ConcurrentHashMap<>();

    private PodCgroups(String root, boolean unified, Map<String, Path> hierarchies) {
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        this.unified = unified;
        this.hierarchies = hierarchies;
    }

    /**
     * The cgroups of this host.
     *
     * @param root the cgroup below which {@code kubepods} is made, {@code /} for the host's own
     * @throws IOException when there are none that can be used
     */
    public static PodCgroups open(String root) throws IOException {
        var unified = Files.exists(MOUNT.resolve("cgroup.controllers"));
        var hierarchies = new LinkedHashMap<String, Path>();
        if (unified) {
            hierarchies.put("", MOUNT);
        } else {
            for (var controller : List.of("cpu", "memory", "pids")) {
                if (Files.isDirectory(MOUNT.resolve(controller))) {
                    hierarchies.put(controller, MOUNT.resolve(controller));
                }
            }
        }
        var cgroups = new PodCgroups(root, unified, hierarchies);
        for (var qos : QosClass.values()) {
            cgroups.make(cgroups.parent(qos));
        }
        cgroups.writeCpu(cgroups.parent(QosClass.BEST_EFFORT), BEST_EFFORT_SHARES, 0);
        return cgroups;
    }

    /** No cgroups, for nodes without containers or without the right to make them. */
    public static PodCgroups none() {
        return new PodCgroups("", false, Map.of());
    }

    /** The pod's cgroup as CRI wants it named; empty where there are none. */
    public String of(Pod pod) {
        return hierarchies.isEmpty() ? "" : parent(QosClass.of(pod)) + "/pod" + PodSpecs.uid(pod);
    }

    private String parent(QosClass qos) {
        var pods = root + "/" + PODS;
        return switch (qos) {
            case GUARANTEED -> pods;
            case BURSTABLE -> pods + "/burstable";
            case BEST_EFFORT -> pods + "/besteffort";
        };
    }

    /** Makes the pod's cgroup, or brings its numbers up to date. */
    public void setUp(Pod pod) throws IOException {
        if (hierarchies.isEmpty()) {
            return;
        }
        var cgroup = of(pod);
        make(cgroup);
        var requests = Resources.requests(pod);
        long shares = CpuMemory.shares(requests.getOrDefault("cpu", BigDecimal.ZERO));
        writeCpu(cgroup, shares, CpuMemory.quota(Resources.podLimit(pod, "cpu")));
        if (QosClass.of(pod) == QosClass.BURSTABLE) {
            weighBurstable(PodSpecs.uid(pod), requests.getOrDefault("cpu", BigDecimal.ZERO));
        }
        long memory = Resources.bytes(Resources.podLimit(pod, "memory"));
        if (memory > 0) {
            write("memory", cgroup, unified ? "memory.max" : "memory.limit_in_bytes", memory);
        }
    }

    /** Burstable pods share one cgroup, whose weight is what they ask for together. */
    private synchronized void weighBurstable(String uid, BigDecimal cpu) throws IOException {
        var before = cpu.signum() == 0 ? burstable.remove(uid) : burstable.put(uid, cpu);
        if ((before == null ? BigDecimal.ZERO : before).compareTo(cpu) != 0) {
            var sum = burstable.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            writeCpu(parent(QosClass.BURSTABLE), CpuMemory.shares(sum), 0);
        }
    }

    /** Removes the pod's cgroup in every hierarchy, with what the runtime left below it. */
    public void tearDown(String uid) throws IOException {
        if (hierarchies.isEmpty()) {
            return;
        }
        if (burstable.containsKey(uid)) {
            weighBurstable(uid, BigDecimal.ZERO);
        }
        for (var hierarchy : allHierarchies()) {
            for (var qos : QosClass.values()) {
                remove(hierarchy.resolve(relative(parent(qos) + "/pod" + uid)));
            }
        }
    }

    /** The UIDs of pods that have a cgroup. */
    public List<String> present() throws IOException {
        var uids = new ArrayList<String>();
        for (var hierarchy : hierarchies.values()) {
            for (var qos : QosClass.values()) {
                collect(hierarchy.resolve(relative(parent(qos))), uids);
            }
        }
        return uids.stream().distinct().toList();
    }

    private static void collect(Path parent, List<String> uids) throws IOException {
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (var children = Files.newDirectoryStream(parent, "pod*")) {
            children.forEach(child -> uids.add(child.getFileName().toString().substring(3)));
        }
    }

    /** The runtime makes a container's cgroup, and so its parents, in hierarchies that we write nothing to. */
    private List<Path> allHierarchies() throws IOException {
        return hierarchies(unified);
    }

    private static List<Path> hierarchies(boolean unified) throws IOException {
        if (unified || !Files.isDirectory(MOUNT)) {
            return List.of(MOUNT);
        }
        try (var mounts = Files.list(MOUNT)) {
            return mounts.filter(Files::isDirectory)
                    .filter(path -> !Files.isSymbolicLink(path))
                    .toList();
        }
    }

    private static String relative(String cgroup) {
        return cgroup.substring(1);
    }

    private void make(String cgroup) throws IOException {
        for (var hierarchy : hierarchies.values()) {
            var directory = hierarchy.resolve(relative(cgroup));
            Files.createDirectories(directory);
            if (unified) {
                enable(hierarchy, directory);
            }
        }
    }

    /** In version 2 a cgroup has the controllers that each of its ancestors passes on. */
    private static void enable(Path hierarchy, Path directory) throws IOException {
        for (var parent = directory.getParent();
                parent != null && parent.startsWith(hierarchy);
                parent = parent.getParent()) {
            var file = parent.resolve("cgroup.subtree_control");
            for (var controller : List.of("cpu", "memory", "pids", "cpuset")) {
                if (Files.readString(parent.resolve("cgroup.controllers")).contains(controller)
                        && !Files.readString(file).contains(controller)) {
                    Files.writeString(file, "+" + controller);
                }
            }
        }
    }

    private void writeCpu(String cgroup, long shares, long quota) throws IOException {
        if (unified) {
            write("cpu", cgroup, "cpu.weight", CpuMemory.weight(shares));
            if (quota > 0) {
                write("cpu", cgroup, "cpu.max", quota + " " + CpuMemory.PERIOD);
            }
            return;
        }
        write("cpu", cgroup, "cpu.shares", shares);
        if (quota > 0) {
            write("cpu", cgroup, "cpu.cfs_period_us", CpuMemory.PERIOD);
            write("cpu", cgroup, "cpu.cfs_quota_us", quota);
        }
    }

    private void write(String controller, String cgroup, String file, Object value) throws IOException {
        var hierarchy = hierarchies.get(unified ? "" : controller);
        if (hierarchy == null) {
            return;
        }
        var path = hierarchy.resolve(relative(cgroup)).resolve(file);
        // A kernel without the feature (such as bandwidth control) has no such file.
        if (Files.exists(path)) {
            Files.writeString(path, value.toString());
        }
    }

    private static void remove(Path cgroup) throws IOException {
        if (!Files.isDirectory(cgroup)) {
            return;
        }
        List<Path> directories;
        try (var walk = Files.walk(cgroup)) {
            directories = walk.filter(Files::isDirectory)
                    .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                    .toList();
        }
        for (var directory : directories) {
            Files.deleteIfExists(directory);
        }
    }

    /** Removes everything that was made below a root, when no process is left in it, and the root if nobody else uses it. */
    public static void purge(String root) throws IOException {
        var name = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        for (var hierarchy : hierarchies(Files.exists(MOUNT.resolve("cgroup.controllers")))) {
            remove(hierarchy.resolve(relative(name + "/" + PODS)));
            if (!name.isEmpty() && isUnused(hierarchy.resolve(relative(name)))) {
                Files.delete(hierarchy.resolve(relative(name)));
            }
        }
    }

    private static boolean isUnused(Path cgroup) throws IOException {
        if (!Files.isDirectory(cgroup)) {
            return false;
        }
        try (var children = Files.list(cgroup)) {
            return children.noneMatch(Files::isDirectory)
                    && Files.readString(cgroup.resolve("cgroup.procs")).isEmpty();
        }
    }
}
