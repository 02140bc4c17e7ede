package dev.mudi.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.cli.output.Printed;
import dev.mudi.cluster.StoreRecord;
import dev.mudi.etcd.EtcdCheck;
import dev.mudi.etcd.raft.MemberCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi check}. */
@Command(
        name = "check",
        description =
                "Prove that the store in a data directory is sound: checksums, order, invariants. Exit code 1 if it is"
                        + " not.",
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    @Mixin
    private ClusterChoice choice = new ClusterChoice();

    @Parameters(paramLabel = "DATA-DIR", arity = "0..1", description = "Default: that of --data-dir.")
    private @Nullable Path dataDir;

    @Override
    public Integer call() throws Exception {
        var folder = dataDir == null ? choice.options().dataDir() : dataDir;
        var store = StoreRecord.find(folder)
                .map(known -> StoreRecord.folder(folder, known))
                .orElse(folder);
        var checked = Files.isDirectory(store) ? store : folder;
        var findings = MemberCheck.isMember(checked) ? MemberCheck.run(checked) : EtcdCheck.run(checked);
        var out = spec.commandLine().getOut();
        if (format == Printed.Format.json) {
            var list = JsonNodeFactory.instance.arrayNode();
            findings.forEach(finding -> list.addObject()
                    .put("file", finding.file())
                    .put("offset", finding.offset())
                    .put("message", finding.message()));
            Printed.json(out, list);
        } else {
            findings.forEach(finding -> out.println(
                    finding.message().startsWith(finding.file())
                            ? finding.message()
                            : finding.file() + " at byte " + finding.offset() + ": " + finding.message()));
            out.println(findings.isEmpty() ? "sound" : "findings: " + findings.size());
        }
        out.flush();
        return findings.isEmpty() ? 0 : 1;
    }
}
