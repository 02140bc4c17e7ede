package dev.mudi.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.cli.output.Printed;
import dev.mudi.cluster.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudi version}. */
@Command(
        name = "version",
        description = "Show the version of Mudi and of the Kubernetes it is.",
        mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    /** What {@code --version} prints. */
    public static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }

    private static String text() {
        return "mudi " + Version.MUDI + " (Kubernetes " + Version.KUBERNETES + ", Java " + Runtime.version() + ")";
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (format == Printed.Format.json) {
            Printed.json(
                    out,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("mudi", Version.MUDI)
                            .put("kubernetes", Version.KUBERNETES)
                            .put("java", Runtime.version().toString()));
        } else {
            out.println(text());
        }
        return 0;
    }
}
