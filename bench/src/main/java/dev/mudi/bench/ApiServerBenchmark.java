package dev.mudi.bench;

import java.util.List;

/** The work of an API server, kind by kind: what each request costs, how fast it is answered, and what is left in memory. */
final class ApiServerBenchmark implements Benchmark {
    private static final int PODS = 10_000;
    private static final int CLIENTS = 16;
    private static final int WATCHERS = 100;
    private static final int UPDATES = 2_000;

    /** Compilers have seen by then what they have to compile. */
    private static final int WARMING = 3;

    @Override
    public String name() {
        return "apiserver";
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
            run(target, clients, single, pods / WARMING, updates / WARMING);
            return run(target, clients, single, pods, updates);
        }
    }

    private List<Measurement> run(Target target, Clients clients, Connection single, int pods, int updates)
            throws Exception {
        var namespace = Namespaces.unique(name());
        Namespaces.create(single, namespace);
        try {
            single.send("POST", "/api/v1/namespaces/" + namespace + "/serviceaccounts", Pods.SERVICE_ACCOUNT);
            var load = new ApiServerLoad(target, clients, single, namespace, pods);
            load.run(WATCHERS, updates);
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
