package dev.mudi.acceptance.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything on the host that a cluster could leave behind. Taken before and after, so that what was there before does not count.
 */
public final class Traces {
    private Traces() {}

    /** Mounts, network namespaces, links, packet-filter tables, control groups and container processes whose names lead to this directory or cluster. */
    public static SortedSet<String> of(Path dataDir, String clusterName) throws IOException {
        var traces = new TreeSet<String>();
        try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            traces.addAll(mounts.filter(line -> line.contains(dataDir.toString()) || line.contains(clusterName))
                    .map(line -> "mount " + line)
                    .collect(Collectors.toSet()));
        }
        addOutput(traces, "namespace", clusterName, "ip", "netns", "list");
        addOutput(traces, "link", clusterName, "ip", "-o", "link");
        addOutput(traces, "table", clusterName, "nft", "list", "tables");
        addOutput(traces, "process", dataDir.toString(), "ps", "-eo", "args");
        for (var controller : new String[] {"memory", "cpu", "pids", "unified", ""}) {
            var folder = Path.of("/sys/fs/cgroup", controller);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> groups = Files.list(folder)) {
                    groups.filter(group -> group.getFileName().toString().contains(clusterName))
                            .forEach(group -> traces.add("cgroup " + group));
                }
            }
        }
        return traces;
    }

    private static void addOutput(SortedSet<String> traces, String kind, String word, String... command)
            throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        output.lines()
                .filter(line -> line.contains(word))
                .filter(line -> !line.contains("ps -eo"))
                .forEach(line -> traces.add(kind + " " + line));
    }
}
