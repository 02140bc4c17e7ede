package dev.mudi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** What lives in the heap of a Java process on this machine, asked by {@code jcmd}. */
final class JavaHeap {
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final Pattern USED = Pattern.compile("total [0-9]+K, used ([0-9]+)K");

    private JavaHeap() {}

    /** MiB after a full collection; empty if the processes are not one of Java, or this machine has no {@code jcmd}. */
    static OptionalDouble liveMebibytes(List<Long> processes) throws IOException, InterruptedException {
        if (processes.size() != 1 || !Files.isExecutable(JCMD)) {
            return OptionalDouble.empty();
        }
        var process = processes.getFirst().toString();
        ask(process, "GC.run");
        var matcher = USED.matcher(ask(process, "GC.heap_info"));
        double kibibytes = 0;
        while (matcher.find()) {
            kibibytes += Double.parseDouble(matcher.group(1));
        }
        return kibibytes == 0 ? OptionalDouble.empty() : OptionalDouble.of(kibibytes / 1024);
    }

    private static String ask(String process, String question) throws IOException, InterruptedException {
        var asked = new ProcessBuilder(JCMD.toString(), process, question)
                .redirectErrorStream(true)
                .start();
        try (var said = asked.getInputStream()) {
            var text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            return asked.waitFor() == 0 ? text : "";
        }
    }
}
