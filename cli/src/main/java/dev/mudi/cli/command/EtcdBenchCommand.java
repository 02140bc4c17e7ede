package dev.mudi.cli.command;

import dev.mudi.bench.StoreBenchmark;
import dev.mudi.cli.UserException;
import dev.mudi.cli.output.Printed;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mudi bench etcd}. */
@Command(
        name = "etcd",
        description = "Measure any etcd v3 server: ours, or etcd itself. Without a kind of work, all but fill.",
        mixinStandardHelpOptions = true)
public final class EtcdBenchCommand implements Callable<Integer> {
    private static final List<String> USUAL = List.of("put", "range", "txn-mixed", "watch-latency", "lease-keepalive");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--endpoints",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "The server, or the members of one (default: ${DEFAULT-VALUE}).",
            defaultValue = "127.0.0.1:2379")
    private List<String> endpoints = List.of();

    @Option(names = "--cacert", paramLabel = "FILE", description = "Who signs the server's certificate; turns TLS on.")
    private @Nullable Path cacert;

    @Option(names = "--cert", paramLabel = "FILE", description = "The certificate to show.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's key, in PKCS #8.")
    private @Nullable Path key;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            split = ",",
            description = "The server's processes on this machine, for CPU and memory.")
    private List<Long> processes = List.of();

    @Option(
            names = "--count",
            paramLabel = "NUMBER",
            description = "How many operations (default: ${DEFAULT-VALUE}).",
            defaultValue = "100000")
    private int count;

    @Option(
            names = "--clients",
            paramLabel = "NUMBER",
            description = "How many at once, and how many watch (default: ${DEFAULT-VALUE}).",
            defaultValue = "100")
    private int clients;

    @Option(
            names = "--connections",
            paramLabel = "NUMBER",
            description = "How many connections they share (default: ${DEFAULT-VALUE}).",
            defaultValue = "8")
    private int connections;

    @Option(
            names = "--keys",
            paramLabel = "NUMBER",
            description = "How many keys (default: ${DEFAULT-VALUE}).",
            defaultValue = "10000")
    private int keys;

    @Option(
            names = "--value-bytes",
            paramLabel = "NUMBER",
            description = "The size of a value (default: ${DEFAULT-VALUE}).",
            defaultValue = "256")
    private int valueBytes;

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json.", defaultValue = "table")
    private Printed.Format format = Printed.Format.table;

    @Parameters(
            paramLabel = "WORK",
            arity = "0..*",
            description = "put, range, txn-mixed, watch-latency, lease-keepalive, fill.")
    private List<String> works = List.of();

    @Override
    public Integer call() throws Exception {
        for (var work : works) {
            if (!StoreBenchmark.works().containsKey(work)) {
                throw new UserException("there is no work '" + work + "': there are "
                        + String.join(", ", StoreBenchmark.works().keySet()));
            }
        }
        if (count < 1 || clients < 1 || connections < 1 || keys < 1 || valueBytes < 0) {
            throw new UserException("--count, --clients, --connections and --keys must be at least 1");
        }
        var load = new StoreBenchmark.Load(count, clients, connections, keys, valueBytes);
        var results = StoreBenchmark.run(
                EtcdClientOptions.of(addresses(), tls()), processes, works.isEmpty() ? USUAL : works, load);
        BenchCommand.print(spec.commandLine().getOut(), format, "etcd", results);
        return 0;
    }

    private List<InetSocketAddress> addresses() throws UserException {
        var addresses = new ArrayList<InetSocketAddress>();
        for (var endpoint : endpoints) {
            var bare = endpoint.replaceFirst("^https?://", "");
            int colon = bare.lastIndexOf(':');
            if (colon < 1 || !bare.substring(colon + 1).matches("[0-9]{1,5}")) {
                throw new UserException("'" + endpoint + "' is no endpoint: write it as 127.0.0.1:2379");
            }
            addresses.add(InetSocketAddress.createUnresolved(
                    bare.substring(0, colon), Integer.parseInt(bare.substring(colon + 1))));
        }
        return addresses;
    }

    private Optional<EtcdClientOptions.Tls> tls() throws UserException {
        if ((cert == null) != (key == null)) {
            throw new UserException("--cert and --key belong together");
        }
        if (cacert == null) {
            return Optional.empty();
        }
        return Optional.of(new EtcdClientOptions.Tls(
                cacert,
                cert == null || key == null
                        ? Optional.empty()
                        : Optional.of(new EtcdClientOptions.Certificate(cert, key))));
    }
}
