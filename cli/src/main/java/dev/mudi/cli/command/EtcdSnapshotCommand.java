package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cli.output.Printed;
import dev.mudi.etcd.EmbeddedEtcd;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi etcd snapshot}. */
@Command(
        name = "snapshot",
        description = "Save, restore and look at snapshots of a store.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class EtcdSnapshotCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "save", description = "Write all of a running store to a file.", mixinStandardHelpOptions = true)
    int save(@Mixin EtcdEndpoint endpoint, @Parameters(paramLabel = "FILE") Path file)
            throws UserException, IOException {
        var partial = file.resolveSibling(file.getFileName() + ".part");
        try (var client = endpoint.connect();
                var out = new BufferedOutputStream(Files.newOutputStream(partial))) {
            client.snapshot(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        print("snapshot saved at " + file);
        return 0;
    }

    @Command(
            name = "restore",
            description = "Make a data directory of a snapshot, for 'mudi up' or 'mudi daemon'.",
            mixinStandardHelpOptions = true)
    int restore(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--data-dir",
                            paramLabel = "DIR",
                            required = true,
                            description = "Made when it does not exist; must be empty.")
                    Path dataDir)
            throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            EmbeddedEtcd.restore(in, dataDir);
        }
        print("restored into " + dataDir);
        return 0;
    }

    @Command(name = "status", description = "Check a snapshot and say what is in it.", mixinStandardHelpOptions = true)
    int status(@Parameters(paramLabel = "FILE") Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var status = EmbeddedEtcd.snapshotStatus(in);
            Printed.table(
                    spec.commandLine().getOut(),
                    List.of("REVISION", "COMPACTED", "KEYS", "SIZE"),
                    List.of(List.of(
                            String.valueOf(status.revision()),
                            String.valueOf(status.compactedRevision()),
                            String.valueOf(status.keys()),
                            String.valueOf(Files.size(file)))));
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
