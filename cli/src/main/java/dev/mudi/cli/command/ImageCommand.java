package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.cli.output.Printed;
import dev.mudi.cluster.control.ControlClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi image}. */
@Command(
        name = "image",
        description = "Images on this node.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ImageCommand.Import.class, ImageCommand.Pull.class, ImageCommand.Ls.class, ImageCommand.Rm.class
        })
public final class ImageCommand {
    /** {@code mudi image import}. */
    @Command(
            name = "import",
            description = "Import the images of docker-archive or oci-archive files.",
            mixinStandardHelpOptions = true)
    static final class Import implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ClusterChoice choice = new ClusterChoice();

        @Parameters(paramLabel = "FILE", arity = "1..*")
        private List<Path> files = List.of();

        @Override
        public Integer call() throws Exception {
            for (var file : files) {
                if (!Files.isReadable(file)) {
                    throw new UserException("cannot read the image archive " + file);
                }
                var arguments = ControlClient.arguments()
                        .put("file", file.toAbsolutePath().toString());
                for (var name : choice.daemon().ask("image-import", arguments)) {
                    spec.commandLine().getOut().println(name.asText());
                }
            }
            return 0;
        }
    }

    /** {@code mudi image pull}. */
    @Command(name = "pull", description = "Pull images from their registries.", mixinStandardHelpOptions = true)
    static final class Pull implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ClusterChoice choice = new ClusterChoice();

        @Parameters(paramLabel = "IMAGE", arity = "1..*")
        private List<String> images = List.of();

        @Override
        public Integer call() throws Exception {
            for (var image : images) {
                var pulled = choice.daemon()
                        .ask("image-pull", ControlClient.arguments().put("image", image));
                spec.commandLine().getOut().println(pulled.asText());
            }
            return 0;
        }
    }

    /** {@code mudi image ls}. */
    @Command(name = "ls", description = "List images.", mixinStandardHelpOptions = true)
    static final class Ls implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ClusterChoice choice = new ClusterChoice();

        @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
        private Printed.Format format = Printed.Format.table;

        @Override
        public Integer call() throws Exception {
            var out = spec.commandLine().getOut();
            var images = choice.daemon().ask("image-ls", ControlClient.arguments());
            if (format == Printed.Format.json) {
                Printed.json(out, images);
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            for (var image : images) {
                rows.add(List.of(
                        image.path("name").asText(),
                        image.path("id").asText(),
                        image.path("size").asText()));
            }
            Printed.table(out, List.of("IMAGE", "ID", "BYTES"), rows);
            return 0;
        }
    }

    /** {@code mudi image rm}. */
    @Command(name = "rm", description = "Remove images.", mixinStandardHelpOptions = true)
    static final class Rm implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ClusterChoice choice = new ClusterChoice();

        @Parameters(paramLabel = "IMAGE", arity = "1..*")
        private List<String> images = List.of();

        @Override
        public Integer call() throws Exception {
            for (var image : images) {
                choice.daemon().ask("image-rm", ControlClient.arguments().put("image", image));
                spec.commandLine().getOut().println(image + " removed");
            }
            return 0;
        }
    }
}
