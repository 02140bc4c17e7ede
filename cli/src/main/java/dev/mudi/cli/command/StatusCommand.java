package dev.mudi.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mudi.cli.output.Printed;
import dev.mudi.cluster.control.ControlClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudi status}. */
@Command(name = "status", description = "Show components, nodes, pods and versions.", mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        var status = choice.daemon().ask("status", ControlClient.arguments());
        if (format == Printed.Format.json) {
            Printed.json(out, status);
            return 0;
        }
        out.println("mudi " + status.path("mudi").asText() + ", Kubernetes "
                + status.path("kubernetes").asText() + ", "
                + status.path("server").asText() + ", process "
                + status.path("pid").asText());
        out.println();
        Printed.table(out, List.of("COMPONENT", "STATE"), rows(status.path("components"), "name", "state"));
        out.println();
        Printed.table(
                out,
                List.of("NODE", "STATE", "ADDRESS", "VERSION", "PODS"),
                rows(status.path("nodes"), "name", "state", "address", "version", "pods"));
        out.println();
        Printed.table(
                out,
                List.of("NAMESPACE", "POD", "STATE", "RESTARTS", "NODE"),
                rows(status.path("pods"), "namespace", "name", "state", "restarts", "node"));
        return 0;
    }

    private static List<List<String>> rows(JsonNode items, String... fields) {
        var rows = new ArrayList<List<String>>();
        for (var item : items) {
            var row = new ArrayList<String>();
            for (var field : fields) {
                row.add(item.path(field).asText());
            }
            rows.add(row);
        }
        return rows;
    }
}
