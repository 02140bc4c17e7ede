package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi logs}. */
@Command(
        name = "logs",
        description = "Show the daemon's log, or one component's part of it.",
        mixinStandardHelpOptions = true)
public final class LogsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as the log grows.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            description = "How many lines to begin with (default: ${DEFAULT-VALUE}).",
            defaultValue = "200")
    private int tail;

    @Parameters(
            paramLabel = "COMPONENT",
            arity = "0..1",
            description =
                    "A word that lines must have in their logger's name, such as scheduler, kubelet, proxy, etcd.")
    private String component = "";

    @Override
    public Integer call() throws Exception {
        if (tail < 0) {
            throw new UserException("--tail " + tail + " makes no sense: give a number of lines, 0 or more");
        }
        var folder = choice.options().logDir();
        var file = folder.resolve(LogDirectory.FILE);
        if (!Files.exists(file)) {
            throw new UserException("there is no log at " + file + ": start the cluster with 'mudi up'");
        }
        var out = spec.commandLine().getOut();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            printTail(out, channel);
            if (follow) {
                follow(folder, out, channel);
            }
        }
        return 0;
    }

    private void printTail(PrintWriter out, FileChannel channel) throws IOException {
        var last = new ArrayDeque<String>(Math.max(1, tail));
        var reader = Channels.newReader(channel, StandardCharsets.UTF_8);
        for (var line : reader.readAllLines()) {
            if (isWanted(line)) {
                if (last.size() >= tail) {
                    last.pollFirst();
                }
                last.add(line);
            }
        }
        last.forEach(out::println);
        out.flush();
    }

    private void follow(Path folder, PrintWriter out, FileChannel channel) throws IOException, InterruptedException {
        try (var watcher = folder.getFileSystem().newWatchService()) {
            folder.register(watcher, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            while (true) {
                var reader = Channels.newReader(channel, StandardCharsets.UTF_8);
                reader.readAllLines().stream().filter(this::isWanted).forEach(out::println);
                out.flush();
                watcher.take().reset();
            }
        }
    }

    /** The third word of a line is its logger. */
    private boolean isWanted(String line) {
        if (component.isEmpty()) {
            return true;
        }
        var words = line.split(" +", 4);
        return words.length > 2 && words[2].toLowerCase(Locale.ROOT).contains(component.toLowerCase(Locale.ROOT));
    }
}
