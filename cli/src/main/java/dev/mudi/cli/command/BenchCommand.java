package dev.mudi.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.bench.Benchmark;
import dev.mudi.bench.Benchmarks;
import dev.mudi.bench.Measurement;
import dev.mudi.bench.Target;
import dev.mudi.cli.UserException;
import dev.mudi.cli.output.Printed;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi bench}. */
@Command(
        name = "bench",
        description =
                "Measure a cluster: this one, or any other by its kubeconfig. Without a name, lists the benchmarks.",
        mixinStandardHelpOptions = true,
        subcommands = EtcdBenchCommand.class)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Of the cluster to measure (default: this one's).")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            split = ",",
            description = "The server's processes, for CPU and memory (default: this cluster's daemon).")
    private List<Long> processes = List.of();

    @Option(
            names = "--count",
            paramLabel = "NUMBER",
            description = "How many requests, objects or pods (default: the benchmark's own).",
            defaultValue = "0")
    private int count;

    @Option(
            names = "--clients",
            paramLabel = "NUMBER",
            description = "How many at once (default: the benchmark's own).",
            defaultValue = "0")
    private int clients;

    @Option(
            names = "--seconds",
            paramLabel = "NUMBER",
            description = "How long to watch (default: the benchmark's own).",
            defaultValue = "0")
    private int seconds;

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    @Parameters(paramLabel = "BENCHMARK", arity = "0..*")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        if (names.isEmpty()) {
            printAll(out);
            return 0;
        }
        for (var name : names) {
            find(name);
        }
        var file = kubeconfig == null ? choice.options().adminKubeconfig() : kubeconfig;
        if (!Files.isReadable(file)) {
            throw new UserException("cannot read the kubeconfig " + file
                    + ": start the cluster with 'mudi up', or name another one's with --kubeconfig");
        }
        try (var target = Target.of(file, processes())) {
            for (var name : names) {
                print(out, format, name, find(name).run(target, new Benchmark.Load(count, clients, seconds)));
            }
        }
        return 0;
    }

    private void printAll(PrintWriter out) {
        if (format == Printed.Format.json) {
            var list = JsonNodeFactory.instance.arrayNode();
            Benchmarks.all()
                    .forEach(benchmark ->
                            list.addObject().put("name", benchmark.name()).put("description", benchmark.description()));
            Printed.json(out, list);
            return;
        }
        Printed.table(
                out,
                List.of("BENCHMARK", "WHAT IT DOES"),
                Benchmarks.all().stream()
                        .map(benchmark -> List.of(benchmark.name(), benchmark.description()))
                        .toList());
    }

    private static Benchmark find(String name) throws UserException {
        return Benchmarks.all().stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserException("there is no benchmark '" + name + "': there are "
                        + Benchmarks.all().stream().map(Benchmark::name).collect(Collectors.joining(", "))));
    }

    private List<Long> processes() throws IOException {
        var pidFile = choice.options().pidFile();
        return !processes.isEmpty() || kubeconfig != null || !Files.exists(pidFile)
                ? processes
                : List.of(Long.parseLong(Files.readString(pidFile).strip()));
    }

    static void print(PrintWriter out, Printed.Format format, String name, List<Measurement> results) {
        if (format == Printed.Format.json) {
            var json = JsonNodeFactory.instance.objectNode().put("benchmark", name);
            var list = json.putArray("results");
            results.forEach(result -> {
                var figure = list.addObject();
                if (!result.work().isEmpty()) {
                    figure.put("work", result.work());
                }
                figure.put("name", result.name()).put("value", result.value()).put("unit", result.unit());
            });
            Printed.json(out, json);
            return;
        }
        if (results.stream().allMatch(result -> result.work().isEmpty())) {
            Printed.table(
                    out,
                    List.of(name.toUpperCase(Locale.ROOT), "VALUE", "UNIT"),
                    results.stream()
                            .map(result -> List.of(result.name(), number(result), result.unit()))
                            .toList());
            return;
        }
        printByWork(name, results, out);
    }

    /** A row a kind of work, a column a figure. */
    private static void printByWork(String name, List<Measurement> results, PrintWriter out) {
        var columns = results.stream().map(BenchCommand::column).distinct().toList();
        var header = new ArrayList<String>(List.of(name.toUpperCase(Locale.ROOT)));
        header.addAll(columns);
        var rows = results.stream()
                .collect(Collectors.groupingBy(Measurement::work, LinkedHashMap::new, Collectors.toList()));
        Printed.table(
                out,
                header,
                rows.entrySet().stream()
                        .map(row -> row(row.getKey(), row.getValue(), columns))
                        .toList());
    }

    private static List<String> row(String work, List<Measurement> figures, List<String> columns) {
        var cells = new ArrayList<String>(List.of(work));
        for (var column : columns) {
            cells.add(figures.stream()
                    .filter(figure -> column(figure).equals(column))
                    .findFirst()
                    .map(BenchCommand::number)
                    .orElse(""));
        }
        return cells;
    }

    private static String column(Measurement figure) {
        var unit = figure.unit().isEmpty() ? "" : " (" + figure.unit() + ")";
        return figure.name().toUpperCase(Locale.ROOT) + unit;
    }

    private static String number(Measurement figure) {
        return String.format(Locale.ROOT, figure.value() >= 1_000 ? "%.0f" : "%.3f", figure.value());
    }
}
