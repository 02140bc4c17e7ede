package dev.mudi.cluster;

import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.HeapKeeper;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.CertificateRequest;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.Kubeconfig;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.apiserver.storage.KeyPrefix;
import dev.mudi.client.EventBroadcaster;
import dev.mudi.client.Identity;
import dev.mudi.client.Informers;
import dev.mudi.client.ResourceEventHandler;
import dev.mudi.cluster.control.ControlServer;
import dev.mudi.cluster.transport.ServerTransport;
import dev.mudi.controllers.Controllers;
import dev.mudi.controllers.spi.ControllerContext;
import dev.mudi.controllers.spi.ControllerOptions;
import dev.mudi.controllers.spi.SigningAuthority;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.log.DirectoryLock;
import dev.mudi.scheduler.Scheduler;
import dev.mudi.scheduler.SchedulerOptions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A whole cluster in this process: the store, the API server on it, and the components that are its clients. What starts is
 * noted, and closed in reverse; a start that fails half-way leaves nothing started. Containers outlive {@link #close}.
 */
public final class Cluster implements AutoCloseable {
    private static final Duration API_WAIT = Duration.ofSeconds(60);
    private static final Duration NODES_WAIT = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final String RUNNING = "running";
    private static final String DISABLED = "disabled";

    private final ClusterOptions options;
    private final ClusterState state;
    private final ClosingStack started;
    private final Clock clock = Clock.systemUTC();
    private final RandomGenerator random = new SecureRandom();
    private URI server = URI.create("https://127.0.0.1");

    private Cluster(ClusterOptions options, ClusterState state, ClosingStack started) {
        this.options = options;
        this.state = state;
        this.started = started;
    }

    /**
     * Starts a cluster, and returns when its nodes are Ready.
     *
     * @param steps told of each step, one line for the user
     * @param stopAsked called when the command asks the daemon to stop; it must not block
     * @throws IOException one line that says what is wrong and what to do
     */
    public static Cluster start(ClusterOptions options, Consumer<String> steps, Runnable stopAsked)
            throws IOException, InterruptedException {
        Files.createDirectories(options.dataDir());
        Files.createDirectories(options.logDir());
        StartChecks.requireSpace(options.dataDir(), "--data-dir");
        StartChecks.requireSpace(options.logDir(), "--log-dir");
        var started = new ClosingStack();
        try {
            // Keeps a second daemon from everything in the directory.
            started.add(DirectoryLock.acquire(options.dataDir()));
            StoreRecord.require(options);
            var own = ClusterState.of(options);
            StartChecks.requirePorts(own, options.nodes());
            var nodeIp = NodeAddress.find();
            // Before it is kept: what cannot be is not what the cluster was started with.
            network(own, nodeIp);
            // Before the store is: other servers of the cluster are given a copy of it.
            var authorities = openPki(options, own, nodeIp).fingerprint();
            var store = started.add(ObjectStore.open(options, steps));
            StoreRecord.save(options.dataDir(), options.store(), options.components());
            boolean known = ClusterState.find(options.dataDir()).findAny().isPresent();
            var state = store.agree(own, known, authorities);
            state.save(options.dataDir());
            var cluster = new Cluster(options, state, started);
            cluster.run(store, nodeIp, steps, stopAsked);
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** Every component, in the order in which they need each other. */
    private void run(ObjectStore store, String nodeIp, Consumer<String> steps, Runnable stopAsked)
            throws IOException, InterruptedException {
        var pki = openPki(options, state, nodeIp);
        var api = started.add(startApiServer(pki, nodeIp, store.etcd()));
        server = api.uri();
        writeAdminKubeconfig(pki);
        api.awaitReady(API_WAIT);
        steps.accept("API server ready on " + server);

        var clients = started.add(new ComponentClients(new ServerTransport(api::handle)));
        var reader = clients.of(Identity.of("system:mudi", UserInfo.MASTERS), "mudi");
        SystemObjects.bindAdministrators(reader, ClusterPki.ADMINS);
        var informers = started.add(new Informers(reader, random));
        var events = started.add(new EventBroadcaster(reader, clock, ""));
        if (options.components().controllerManager()) {
            startOnce(
                    store,
                    "kube-controller-manager",
                    reader,
                    informers,
                    all -> startControllers(pki, clients, all, events));
            // It runs as long as the server does, or stands by; and so does the scheduler.
            api.watchComponent("controller-manager", Optional::empty);
        }
        if (options.components().scheduler()) {
            startOnce(store, "kube-scheduler", reader, informers, all -> startScheduler(clients, all, events));
            api.watchComponent("scheduler", Optional::empty);
        }

        var shared = new NodeEnvironment(options, state, pki, clients, informers, events, nodeIp, clock, random);
        var verbs = new HashMap<String, ControlServer.Verb>(startNodes(shared));
        var status = new ClusterStatus(informers, server.toString(), components());
        informers.start();
        awaitNodes(informers, steps);

        verbs.put("status", arguments -> status.toJson());
        verbs.put("stop", arguments -> {
            stopAsked.run();
            return arguments;
        });
        started.add(ControlServer.start(options.controlSocket(), verbs));
        started.add(HeapKeeper.start());
    }

    /** Starts what may run once in a cluster: here, or where a server holds the lease. */
    private void startOnce(
            ObjectStore store, String name, KubernetesClient reader, Informers informers, LedComponent.Start start)
            throws IOException {
        if (store.isShared()) {
            var identity = NodeAddress.hostName() + "_" + options.dataDir();
            started.add(LedComponent.of(reader, name, identity, clock, random, start));
        } else {
            started.add(start.on(informers));
        }
    }

    private Map<String, ControlServer.Verb> startNodes(NodeEnvironment shared)
            throws IOException, InterruptedException {
        return switch (options.nodes()) {
            case ClusterOptions.Nodes.Real() ->
                started.add(RealNode.start(shared)).verbs();
            case ClusterOptions.Nodes.Hollow(var count) -> {
                started.add(HollowNodes.start(shared, count));
                yield ImageVerbs.ofSimulatedNodes();
            }
            case ClusterOptions.Nodes.None() -> Map.of();
        };
    }

    private void awaitNodes(Informers informers, Consumer<String> steps) throws IOException, InterruptedException {
        int nodes = switch (options.nodes()) {
            case ClusterOptions.Nodes.Real() -> 1;
            case ClusterOptions.Nodes.Hollow(var count) -> count;
            case ClusterOptions.Nodes.None() -> 0;
        };
        if (nodes > 0) {
            awaitReady(informers, nodes);
            steps.accept(nodes == 1 ? "node ready" : nodes + " nodes ready");
        }
    }

    private static ClusterPki openPki(ClusterOptions options, ClusterState state, String nodeIp) throws IOException {
        return ClusterPki.open(new PkiOptions(
                options.dataDir().resolve("pki"),
                List.of(NodeAddress.hostName()),
                List.of(nodeIp),
                state.apiServiceIp(),
                NodeEnvironment.DOMAIN,
                Clock.systemUTC()));
    }

    private ApiServer startApiServer(ClusterPki pki, String nodeIp, Etcd store) throws IOException {
        return ApiServer.start(
                new ApiServerOptions(
                        new InetSocketAddress(state.apiPort()),
                        pki,
                        network(state, nodeIp),
                        ApiServerOptions.Access.DEFAULT,
                        DRAIN,
                        clock,
                        random),
                store,
                KeyPrefix.parse(options.keys().prefix()));
    }

    private static ApiServerOptions.ServiceNetwork network(ClusterState state, String nodeIp) throws IOException {
        try {
            return new ApiServerOptions.ServiceNetwork(
                    state.serviceCidr(), state.firstNodePort(), state.lastNodePort(), nodeIp);
        } catch (IllegalArgumentException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Of the group that no missing or broken role keeps out: whoever reads the data directory has the authority's key anyway. */
    private void writeAdminKubeconfig(ClusterPki pki) throws IOException {
        var admin = pki.certificate("admin", CertificateRequest.client("kubernetes-admin", UserInfo.MASTERS));
        new Kubeconfig("kubernetes", server, pki.authority().certificate(), "kubernetes-admin", admin)
                .write(options.adminKubeconfig());
    }

    private Controllers startControllers(
            ClusterPki pki, ComponentClients clients, Informers informers, EventBroadcaster events) throws IOException {
        var authority = pki.authority().keyed();
        var signing = new SigningAuthority(authority.certificate(), authority.key(), SigningAuthority.YEAR);
        return Controllers.start(new ControllerContext(
                clients::ofController,
                informers,
                events::recorder,
                clock,
                random,
                ControllerOptions.withRootCa(Files.readString(pki.authorityFile()))
                        .signedBy(signing)));
    }

    private Scheduler startScheduler(ComponentClients clients, Informers informers, EventBroadcaster events) {
        return Scheduler.start(
                SchedulerOptions.defaults(),
                clients.of(Identity.of("system:kube-scheduler"), "kube-scheduler"),
                informers,
                events.recorder("default-scheduler"),
                clock,
                random);
    }

    private static void awaitReady(Informers informers, int count) throws IOException, InterruptedException {
        var ready = new CountDownLatch(1);
        var nodes = informers.of(Node.class);
        var registration = nodes.addHandler(ResourceEventHandler.onChange(node -> {
            if (nodes.lister().list().stream().filter(ClusterStatus::isReady).count() >= count) {
                ready.countDown();
            }
        }));
        boolean inTime = ready.await(NODES_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        registration.close();
        if (!inTime) {
            throw new IOException("the node was not Ready after " + NODES_WAIT.toSeconds() + " s: see the log");
        }
    }

    /** Each with its state. */
    private Map<String, String> components() {
        var components = new LinkedHashMap<String, String>();
        components.put("etcd", RUNNING);
        components.put("apiserver", RUNNING);
        components.put("controllers", options.components().controllerManager() ? RUNNING : DISABLED);
        components.put("scheduler", options.components().scheduler() ? RUNNING : DISABLED);
        switch (options.nodes()) {
            case ClusterOptions.Nodes.Real() ->
                List.of("kubelet", "runtime", "network", "proxy", "dns").forEach(name -> components.put(name, RUNNING));
            case ClusterOptions.Nodes.Hollow _ -> components.put("kubelet (hollow)", RUNNING);
            case ClusterOptions.Nodes.None() -> {}
        }
        return components;
    }

    /** Where clients on this machine reach the API server. */
    public URI serverUrl() {
        return server;
    }

    /**
     * Removes everything that a cluster in this directory ever made on this machine. It must not be running.
     *
     * @throws IOException what could not be removed
     */
    public static void purge(ClusterOptions options) throws IOException, InterruptedException {
        var states = ClusterState.findToRemove(options).toList();
        for (var state : states) {
            RealNode.purge(options, state);
        }
        Files.deleteIfExists(options.pidFile());
        Trees.delete(options.dataDir());
        Trees.delete(options.logDir());
    }

    /** Stops everything; containers keep running. */
    @Override
    public void close() {
        started.close();
    }
}
