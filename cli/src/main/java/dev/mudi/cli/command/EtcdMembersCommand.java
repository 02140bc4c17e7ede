package dev.mudi.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mudi.cli.output.Printed;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mudi etcd members}. */
@Command(name = "members", description = "List the members of a store.", mixinStandardHelpOptions = true)
public final class EtcdMembersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private EtcdEndpoint endpoint = new EtcdEndpoint();

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var client = endpoint.connect()) {
            var members = client.members();
            if (format == Printed.Format.json) {
                var list = JsonNodeFactory.instance.arrayNode();
                members.forEach(member -> list.addObject()
                        .put("id", Long.toHexString(member.id()))
                        .put("name", member.name())
                        .put("peerURLs", String.join(",", member.peerUrls()))
                        .put("clientURLs", String.join(",", member.clientUrls()))
                        .put("learner", member.learner()));
                Printed.json(out, list);
                return 0;
            }
            Printed.table(
                    out,
                    List.of("ID", "NAME", "PEER URLS", "CLIENT URLS", "LEARNER"),
                    members.stream()
                            .map(member -> List.of(
                                    Long.toHexString(member.id()),
                                    member.name(),
                                    String.join(",", member.peerUrls()),
                                    String.join(",", member.clientUrls()),
                                    String.valueOf(member.learner())))
                            .toList());
        }
        return 0;
    }
}
