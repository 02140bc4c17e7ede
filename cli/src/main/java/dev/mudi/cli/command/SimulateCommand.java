package dev.mudi.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.cli.UserException;
import dev.mudi.cli.output.Printed;
import dev.mudi.etcd.simulation.Bug;
import dev.mudi.etcd.simulation.Simulation;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi simulate}. */
@Command(
        name = "simulate",
        description = {
            "Run a part under everything that can go wrong, in one thread and from a seed, and look whether what must hold did.",
            "There is one part: etcd, three members of the store. With --seed, tells what happened. Exit code 1 if it did not hold."
        },
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
    private static final long SEEDS = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PART", description = "etcd.")
    private String part = "";

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Replay this one run, and tell what happened.")
    private long seed = -1;

    @Option(
            names = "--seeds",
            paramLabel = "NUMBER",
            description = "How many runs, from seed 0 on (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + SEEDS)
    private long seeds;

    @Option(
            names = "--bug",
            paramLabel = "BUG",
            description = "Plant a defect: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "NONE")
    private Bug bug = Bug.NONE;

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    @Override
    public Integer call() throws UserException {
        if (!part.equals("etcd")) {
            throw new UserException("there is no simulation of '" + part + "': there is one of etcd");
        }
        boolean one = seed >= 0;
        var outcomes = one
                ? List.of(Simulation.run(seed, bug, true))
                : LongStream.range(0, seeds)
                        .parallel()
                        .mapToObj(number -> Simulation.run(number, bug, false))
                        .toList();
        var failed = outcomes.stream().filter(outcome -> !outcome.holds()).toList();
        var out = spec.commandLine().getOut();
        if (format == Printed.Format.json) {
            var list = JsonNodeFactory.instance.arrayNode();
            (one ? outcomes : failed).forEach(outcome -> {
                var json = list.addObject().put("seed", outcome.seed());
                outcome.trace().forEach(json.putArray("trace")::add);
                outcome.violations().forEach(json.putArray("violations")::add);
            });
            Printed.json(out, list);
        } else {
            (one ? outcomes : failed).forEach(outcome -> print(outcome, out));
            out.println("runs: " + outcomes.size() + ", failed: " + failed.size() + ", operations answered: "
                    + outcomes.stream()
                            .mapToLong(Simulation.Outcome::operations)
                            .sum()
                    + ", events watched: "
                    + outcomes.stream().mapToLong(Simulation.Outcome::events).sum());
        }
        out.flush();
        return failed.isEmpty() ? 0 : 1;
    }

    private static void print(Simulation.Outcome outcome, PrintWriter out) {
        out.println("seed " + outcome.seed() + ":");
        outcome.trace().forEach(out::println);
        outcome.violations().forEach(violation -> out.println("VIOLATED " + violation));
    }
}
