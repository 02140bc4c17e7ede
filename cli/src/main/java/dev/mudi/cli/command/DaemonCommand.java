package dev.mudi.cli.command;

import dev.mudi.cli.output.OneLine;
import dev.mudi.cluster.Cluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The daemon itself, started by {@code mudi up} or a service supervisor. Says on standard output what it does until it is ready,
 * and nothing after.
 */
@Command(
        name = "daemon",
        description = "Run the cluster in the foreground (what 'mudi up' starts in the background).",
        mixinStandardHelpOptions = true)
public final class DaemonCommand implements Callable<Integer> {
    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Mixin
    private StoreChoice store = new StoreChoice();

    @Mixin
    private ComponentFlags components = new ComponentFlags();

    @Mixin
    private KeyFlags keys = new KeyFlags();

    @Mixin
    private ServiceFlags services = new ServiceFlags();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortConverter.class,
            description = "Port of the API server; 0 for 6443 or a free one.",
            defaultValue = "0")
    private int port;

    @Override
    public Integer call() throws Exception {
        var chosen = store.store(choice.dataDir());
        var options = services.of(choice.options(port, components.components(choice.dataDir(), chosen), chosen)
                .withKeys(keys.keys()));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        }));
        try (var cluster = Cluster.start(options, step -> out.println(DaemonProcess.STEP + step), stop::countDown);
                var pid = PidFile.write(options.pidFile())) {
            out.println(DaemonProcess.READY);
            LoggerFactory.getLogger(DaemonCommand.class)
                    .atInfo()
                    .setMessage("ready")
                    .addKeyValue("server", cluster.serverUrl())
                    .addKeyValue("pidFile", pid.file())
                    .log();
            closeStandardOutput();
            stop.await();
        } catch (Exception e) {
            LoggerFactory.getLogger(DaemonCommand.class)
                    .atError()
                    .setMessage("cannot start")
                    .setCause(e)
                    .log();
            out.println(DaemonProcess.FAILED + OneLine.of(e));
            return 1;
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** There only while the cluster runs, so that a daemon that could not start leaves the running one's alone. */
    private record PidFile(Path file) implements AutoCloseable {
        static PidFile write(Path file) throws IOException {
            Files.writeString(file, String.valueOf(ProcessHandle.current().pid()));
            return new PidFile(file);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Whoever started the daemon reads until the end of its output: from now on there is none. */
    private static void closeStandardOutput() throws IOException {
        System.out.close();
        System.setOut(new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
