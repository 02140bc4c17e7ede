package dev.mudi.runtime.cgroup;

import dev.mudi.runtime.linux.Linux;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The host's cgroup hierarchies. A cgroup is named by its path below their roots, such as {@code /mudi/pod1/abc}. Stateless
 * but for the mount points, read once; thread-safe.
 */
public final class Cgroups {

    private static final long NO_LIMIT = 1L << 62;

    /** Where the unified hierarchy is, when controllers are in it. */
    private final Optional<Path> unified;

    /** Where the version 1 hierarchy of each controller is. */
    private final Map<String, Path> controllers;

    Cgroups(Optional<Path> unified, Map<String, Path> controllers) {
        this.unified = unified;
        this.controllers = Map.copyOf(controllers);
    }

    /** Finds this host's hierarchies, which must be mounted below {@code /sys/fs/cgroup}. */
    public static Cgroups ofThisHost() throws IOException {
        return of(Files.readAllLines(Path.of("/proc/self/mountinfo")));
    }

    static Cgroups of(List<String> mountInfo) throws IOException {
        Optional<Path> unified = Optional.empty();
        var controllers = new HashMap<String, Path>();
        for (String line : mountInfo) {
            // proc(5): fields up to the mount point, then optional ones up to a dash, then type, source, super options.
            String[] parts = line.split(" - ", 2);
            String[] type = parts.length < 2 ? new String[0] : parts[1].split(" ", 3);
            if (type.length < 3 || !type[0].startsWith("cgroup")) {
                continue;
            }
            Path mountPoint = Path.of(parts[0].split(" ", -1)[4]);
            if (type[0].equals("cgroup2")) {
                unified = Optional.of(mountPoint);
                continue;
            }
            for (String option : type[2].split(",", -1)) {
                controllers.putIfAbsent(option.startsWith("name=") ? option.substring(5) : option, mountPoint);
            }
        }
        if (controllers.containsKey("memory") && controllers.containsKey("cpu")) {
            return new Cgroups(Optional.empty(), controllers);
        }
        if (unified.isEmpty()) {
            throw new IOException(
                    "no cgroup hierarchy with the controllers cpu and memory is mounted below /sys/fs/cgroup");
        }
        return new Cgroups(unified, Map.of());
    }

    /** Whether the controllers are in the unified hierarchy. */
    public boolean isUnified() {
        return unified.isPresent();
    }

    /** Whether the kernel limits swap by cgroup. */
    public boolean limitsSwap() {
        return isUnified() || Files.exists(directory("memory", "/").resolve("memory.memsw.limit_in_bytes"));
    }

    private Path directory(String controller, String cgroup) {
        return unified.orElseGet(() -> controllers.getOrDefault(controller, Path.of("/sys/fs/cgroup", controller)))
                .resolve(relative(cgroup));
    }

    private List<Path> directories(String cgroup) {
        Set<Path> roots = new LinkedHashSet<>(unified.map(List::of).orElseGet(() -> List.copyOf(controllers.values())));
        // The empty hierarchy beside version 1 gets a directory from runc too.
        if (unified.isEmpty()) {
            roots.add(Path.of("/sys/fs/cgroup/unified"));
        }
        return roots.stream().map(root -> root.resolve(relative(cgroup))).toList();
    }

    private static String relative(String cgroup) {
        return cgroup.startsWith("/") ? cgroup.substring(1) : cgroup;
    }

    /** The processes in a cgroup and those below it; empty when there is none such. */
    public Set<Long> processes(String cgroup) throws IOException {
        var pids = new LinkedHashSet<Long>();
        for (Path directory : directories(cgroup)) {
            collectProcesses(directory, pids);
        }
        return pids;
    }

    private static void collectProcesses(Path directory, Set<Long> pids) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> files;
        try (var tree = Files.walk(directory)) {
            files = tree.filter(path -> path.endsWith("cgroup.procs")).toList();
        } catch (NoSuchFileException | java.io.UncheckedIOException gone) {
            // It was removed while it was walked, so it had no processes.
            return;
        }
        for (Path file : files) {
            readProcesses(file, pids);
        }
    }

    private static void readProcesses(Path file, Set<Long> pids) throws IOException {
        try {
            Files.readAllLines(file).stream()
                    .map(Long::valueOf)
                    .filter(pid -> pid > 0)
                    .forEach(pids::add);
        } catch (IOException e) {
            if (!isGone(e)) {
                throw e;
            }
        }
    }

    /** Whether a cgroup was removed before its file was opened, or between that and the read (ENODEV). */
    private static boolean isGone(IOException e) {
        return e instanceof NoSuchFileException
                || String.valueOf(e.getMessage()).contains("No such device");
    }

    /**
     * Kills every process of a cgroup.
     *
     * @return how many there were
     */
    public int kill(String cgroup) throws IOException {
        var pids = processes(cgroup);
        for (long pid : pids) {
            Linux.kill(pid, Linux.SIGKILL);
        }
        return pids.size();
    }

    /**
     * Removes a cgroup and those below it from every hierarchy; nothing happens when there is none.
     *
     * @return whether it is gone; it stays while processes are in it
     */
    public boolean remove(String cgroup) throws IOException {
        if (relative(cgroup).isEmpty()) {
            throw new IllegalArgumentException("the root cgroup can't be removed");
        }
        boolean gone = true;
        for (Path directory : directories(cgroup)) {
            gone &= removeTree(directory);
        }
        return gone;
    }

    private static boolean removeTree(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return true;
        }
        var children = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
            entries.forEach(children::add);
        } catch (NoSuchFileException gone) {
            return true;
        }
        for (Path child : children) {
            removeTree(child);
        }
        return removeOne(directory);
    }

    /**
     * Removes a cgroup only when nothing is in it.
     *
     * @return whether it is gone
     */
    public boolean removeIfEmpty(String cgroup) throws IOException {
        boolean gone = true;
        for (Path directory : directories(cgroup)) {
            gone &= !Files.isDirectory(directory) || removeOne(directory);
        }
        return gone;
    }

    private static boolean removeOne(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (DirectoryNotEmptyException busy) {
            return false;
        } catch (FileSystemException e) {
            // EBUSY has no exception of its own.
            if (Files.isDirectory(directory)) {
                return false;
            }
            throw e;
        }
    }

    /** What a cgroup has used; empty when there is none such. */
    public Optional<CgroupUsage> usage(String cgroup) throws IOException {
        try {
            return Optional.of(isUnified() ? unifiedUsage(cgroup) : legacyUsage(cgroup));
        } catch (IOException e) {
            if (isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private CgroupUsage unifiedUsage(String cgroup) throws IOException {
        Path directory = directory("memory", cgroup);
        var cpu = table(directory.resolve("cpu.stat"));
        var memory = table(directory.resolve("memory.stat"));
        long usage = number(directory.resolve("memory.current"));
        return new CgroupUsage(
                cpu.getOrDefault("usage_usec", 0L) * 1000,
                usage,
                Math.max(0, usage - memory.getOrDefault("inactive_file", 0L)),
                memory.getOrDefault("anon", 0L),
                number(directory.resolve("memory.max")),
                new CgroupUsage.Faults(memory.getOrDefault("pgfault", 0L), memory.getOrDefault("pgmajfault", 0L)),
                number(directory.resolve("pids.current")));
    }

    private CgroupUsage legacyUsage(String cgroup) throws IOException {
        Path memoryDirectory = directory("memory", cgroup);
        var memory = table(memoryDirectory.resolve("memory.stat"));
        long usage = number(memoryDirectory.resolve("memory.usage_in_bytes"));
        return new CgroupUsage(
                number(directory("cpuacct", cgroup).resolve("cpuacct.usage")),
                usage,
                Math.max(0, usage - memory.getOrDefault("total_inactive_file", 0L)),
                memory.getOrDefault("total_rss", 0L),
                number(memoryDirectory.resolve("memory.limit_in_bytes")),
                new CgroupUsage.Faults(
                        memory.getOrDefault("total_pgfault", 0L), memory.getOrDefault("total_pgmajfault", 0L)),
                number(directory("pids", cgroup).resolve("pids.current")));
    }

    private static Map<String, Long> table(Path file) throws IOException {
        var values = new HashMap<String, Long>();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                values.put(line.substring(0, space), parse(line.substring(space + 1)));
            }
        }
        return values;
    }

    private static long number(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** A limit as high as the machine word, and {@code max}, mean none, which is 0. */
    private static long parse(String text) {
        String number = text.strip();
        if (!number.matches("\\d{1,19}")) {
            return 0;
        }
        long value = number.length() == 19 && number.compareTo(Long.toString(Long.MAX_VALUE)) > 0
                ? Long.MAX_VALUE
                : Long.parseLong(number);
        return value >= NO_LIMIT ? 0 : value;
    }
}
