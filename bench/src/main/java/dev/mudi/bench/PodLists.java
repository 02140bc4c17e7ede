package dev.mudi.bench;

import java.util.List;

/** Lists many pods that no node runs. */
final class PodLists implements Benchmark {
    private static final int PODS = 10_000;
    private static final int LISTS = 20;
    private static final int CLIENTS = 16;

    @Override
    public String name() {
        return "lists";
    }

    @Override
    public String description() {
        return "list 10,000 pods of 2.4 KB, one client (count: pods)";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        var namespace = Namespaces.unique(name());
        var path = "/api/v1/namespaces/" + namespace + "/pods";
        try (var connection = target.connect()) {
            Namespaces.create(connection, namespace);
            connection.send("POST", "/api/v1/namespaces/" + namespace + "/serviceaccounts", Pods.SERVICE_ACCOUNT);
            try {
                Clients.run(
                        target,
                        CLIENTS,
                        load.countOr(PODS),
                        (client, i) -> client.send("POST", path, Pods.json("pod-" + i, "all", Pods.mark(0))));
                Clients.run(target, 1, LISTS / 2, (client, i) -> client.send("GET", path, ""));
                return Clients.run(target, 1, LISTS, (client, i) -> client.send("GET", path, ""));
            } finally {
                connection.send("DELETE", path + "?gracePeriodSeconds=0", "");
                Namespaces.delete(connection, namespace);
            }
        }
    }
}
