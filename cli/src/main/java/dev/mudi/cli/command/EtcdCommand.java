package dev.mudi.cli.command;

import dev.mudi.apiserver.HeapKeeper;
import dev.mudi.cli.UserException;
import dev.mudi.etcd.grpc.EtcdServer;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import dev.mudi.etcd.raft.EtcdMember;
import dev.mudi.etcd.raft.MemberOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mudi etcd}: a member of the store, alone in its process; its flags are etcd's. */
@Command(
        name = "etcd",
        description = "Run a member of a replicated store in the foreground, with etcd's flags and API.",
        mixinStandardHelpOptions = true,
        defaultValueProvider = EtcdEnvironment.class,
        footer = "A flag that is not given is ETCD_... of the environment: ETCD_MAX_TXN_OPS for --max-txn-ops.",
        subcommands = {
            EtcdSnapshotCommand.class,
            EtcdMembersCommand.class,
            EtcdDefragCommand.class,
            EtcdMoveCommand.class
        })
public final class EtcdCommand implements Callable<Integer> {
    /** A member keeps what it is given, and little else: its heap need not be much larger. But every write waits for a collection. */
    private static final int HEAP_PART = 4;
    /** What gets old in a store whose values are in files is mostly nodes of trees: little, and soon dead. */
    private static final long HEAP_WORTH_BYTES = 32L << 20;

    private static final String METRICS_URLS = "--listen-metrics-urls";

    private static final MemberFlags.Defaults DEFAULTS =
            new MemberFlags.Defaults("default", "http://127.0.0.1:2379", "http://127.0.0.1:2380");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Default: NAME.etcd.")
    private @Nullable Path dataDir;

    @Mixin
    private MemberFlags flags = new MemberFlags();

    @Option(
            names = "--quota-backend-bytes",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "How much keys and their history may take; 0 for 2 GiB.")
    private long quota;

    @Option(
            names = "--auto-compaction-mode",
            paramLabel = "MODE",
            defaultValue = "periodic",
            description = "periodic or revision.")
    private String compactionMode = "periodic";

    @Option(
            names = "--auto-compaction-retention",
            paramLabel = "VALUE",
            defaultValue = "0",
            description = "A time such as 1h, or a number of revisions; 0 for no compaction.")
    private String compactionRetention = "0";

    @Option(
            names = "--snapshot-after-bytes",
            paramLabel = "BYTES",
            defaultValue = "67108864",
            description = "How long the log grows between two snapshots, at least.")
    private long snapshotAfterBytes;

    @Option(
            names = {"--watch-progress-notify-interval", "--experimental-watch-progress-notify-interval"},
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "After so long a silence a watch that asked for it hears how far it is (default:"
                    + " ${DEFAULT-VALUE}).")
    private String progress = "5s";

    @Option(
            names = METRICS_URLS,
            paramLabel = "URLS",
            defaultValue = "",
            description = "Where health and metrics are told as well, and nothing else: at http to anyone.")
    private String metricsUrls = "";

    @Option(
            names = "--config-file",
            paramLabel = "FILE",
            description = "etcd's configuration file, in YAML; with it no other flag counts, and no variable.")
    private @Nullable Path configFile;

    @Option(
            names = "--force-new-cluster",
            paramLabel = "BOOL",
            arity = "0..1",
            fallbackValue = "true",
            description = "A member that has lost all others for ever goes on alone with what it has; needs another"
                    + " --initial-cluster-token than the old cluster's.")
    private boolean forceNewCluster;

    @Mixin
    private AuthFlags auth = new AuthFlags();

    @Mixin
    private LimitFlags limits = new LimitFlags();

    @Mixin
    private UnusedFlags unused = new UnusedFlags();

    @Mixin
    private AbsentFlags absent = new AbsentFlags();

    @Mixin
    private GateFlags gates = new GateFlags();

    @Mixin
    private KeepAliveFlags keepAlive = new KeepAliveFlags();

    @Mixin
    private EtcdTls tls = new EtcdTls();

    @Override
    public Integer call() throws Exception {
        return settled().run();
    }

    /** The command that counts: this one, or what its configuration file says. */
    EtcdCommand settled() throws UserException, IOException {
        return configFile == null ? this : configured(configFile);
    }

    private EtcdCommand configured(Path file) throws UserException, IOException {
        var command = new EtcdCommand();
        var line = new CommandLine(command).setDefaultValueProvider(_ -> null);
        line.setOut(spec.commandLine().getOut());
        try {
            line.parseArgs(EtcdConfigFile.words(file).toArray(String[]::new));
        } catch (ParameterException e) {
            throw new UserException("--config-file " + file + ": " + e.getMessage(), e);
        }
        return command;
    }

    private int run() throws Exception {
        var options = options();
        var clientUrls = flags.listenClient(DEFAULTS);
        var metrics = metrics();
        var serving = serving(clientTls(EtcdFlags.isSecure(clientUrls))).withAddresses(addresses(clientUrls));
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            awaitQuietly(stopped);
        }));
        try (var _ = HeapKeeper.start(HEAP_PART, HEAP_WORTH_BYTES);
                var member = EtcdMember.start(options);
                var server = EtcdServer.start(member.etcd(), member.membership(), serving)) {
            for (var place : metrics.entrySet()) {
                server.tellHealth(place.getKey(), place.getValue());
            }
            var out = spec.commandLine().getOut();
            out.println("member " + options.name() + " serves clients at " + String.join(",", clientUrls));
            out.flush();
            stop.await();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static List<InetSocketAddress> addresses(List<String> clientUrls) throws UserException {
        var addresses = new ArrayList<InetSocketAddress>();
        for (var url : clientUrls) {
            addresses.add(EtcdFlags.address("--listen-client-urls", url));
        }
        return addresses;
    }

    /** Where health and metrics are told beside the API, and how: in the clear, or with the certificate for clients. */
    Map<InetSocketAddress, Optional<EtcdServerOptions.Tls>> metrics() throws UserException {
        var places = new LinkedHashMap<InetSocketAddress, Optional<EtcdServerOptions.Tls>>();
        if (!metricsUrls.isEmpty()) {
            for (var url : EtcdFlags.urls(METRICS_URLS, metricsUrls)) {
                boolean secure = EtcdFlags.isSecure(List.of(url));
                places.put(EtcdFlags.address(METRICS_URLS, url), tls.forClients(METRICS_URLS, secure));
            }
        }
        return places;
    }

    /** @param secure whether the URLs for clients are https */
    Optional<EtcdServerOptions.Tls> clientTls(boolean secure) throws UserException {
        return tls.forClients("--listen-client-urls", secure);
    }

    /** How clients are served, but for where. */
    EtcdServerOptions serving(Optional<EtcdServerOptions.Tls> clientTls) throws UserException {
        return new EtcdServerOptions(
                List.of(),
                clientTls,
                flags.name(DEFAULTS),
                EtcdFlags.duration("--watch-progress-notify-interval", progress),
                auth.tokens(),
                keepAlive.keepAlive(),
                limits.limits());
    }

    MemberOptions options() throws UserException, IOException {
        absent.check();
        gates.check();
        var name = flags.name(DEFAULTS);
        return new MemberOptions(
                name,
                dataDir == null ? Path.of(name + ".etcd") : dataDir,
                flags.addresses(DEFAULTS),
                forceNewCluster ? flags.cluster(DEFAULTS).begunAnew() : flags.cluster(DEFAULTS),
                tls.forMembers(EtcdFlags.isSecure(List.of(flags.listenPeer(DEFAULTS)))),
                new MemberOptions.Limits(
                                EtcdFlags.retention(compactionMode, compactionRetention),
                                quota == 0 ? MemberOptions.Limits.DEFAULT.quotaBytes() : quota,
                                snapshotAfterBytes,
                                flags.election())
                        .withLearners(limits.learners()));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
