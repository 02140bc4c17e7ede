package dev.mudi.bench;

import java.util.List;

/** The work of an API server, kind by kind: what each request costs, how fast it is answered, and what is left in memory. */
final class ApiServerBenchmark implements Benchmark {
    private static final String NAME = "apiserver";
    private static final int PODS = 10_000;
    private static final int CLIENTS = 16;
    private static final int WATCHERS = 100;
    private static final int UPDATES = 2_000;

    /** Compilers have seen by then what they have to compile. */
    private static final int WARMING = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "every kind of request over HTTP/2 with pods of 2.4 KB, 16 clients, 100 watchers (count: pods, 10,000)";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        int pods = load.countOr(PODS);
        int updates = Math.min(UPDATES, pods);
        try (var clients = Clients.connect(target, load.clientsOr(CLIENTS));
                var single = target.connect()) {
            inNamespace(target, clients, single, pods / WARMING, warming -> warming.run(WATCHERS, updates / WARMING));
            return inNamespace(target, clients, single, pods, measured -> measured.run(WATCHERS, updates));
        }
    }

    /** Lets a server do so much of everything that its compilers know what to do. */
    static void warm(Target target, int pods) throws Exception {
        try (var clients = Clients.connect(target, CLIENTS);
                var single = target.connect()) {
            inNamespace(target, clients, single, pods, load -> load.warm(CLIENTS, pods));
        }
    }

    @FunctionalInterface
    private interface Work {
        void of(ApiServerLoad load) throws Exception;
    }

    private static List<Measurement> inNamespace(Target target, Clients clients, Connection single, int pods, Work work)
            throws Exception {
        var namespace = Namespaces.unique(NAME);
        Namespaces.create(single, namespace);
        try {
            single.send("POST", "/api/v1/namespaces/" + namespace + "/serviceaccounts", Pods.SERVICE_ACCOUNT);
            var load = new ApiServerLoad(target, clients, single, namespace, pods);
            work.of(load);
            return load.results();
        } finally {
            single.send(
                    Connection.Request.of(
                            "DELETE", "/api/v1/namespaces/" + namespace + "/pods?gracePeriodSeconds=0", ""),
                    new Answer.Counted());
            Namespaces.delete(single, namespace);
        }
    }
}
