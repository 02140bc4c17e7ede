package dev.mudi.bench;

import java.util.List;

/** Reads one ConfigMap again and again. */
final class Gets implements Benchmark {
    private static final int COUNT = 50_000;
    private static final int CLIENTS = 16;

    @Override
    public String name() {
        return "gets";
    }

    @Override
    public String description() {
        return "get one ConfigMap from 16 clients";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        var namespace = Namespaces.unique(name());
        var path = "/api/v1/namespaces/" + namespace + "/configmaps";
        var one = path + "/map";
        try (var connection = target.connect();
                var clients = Clients.connect(target, load.clientsOr(CLIENTS))) {
            Namespaces.create(connection, namespace);
            try {
                connection.send("POST", path, ConfigMapCreates.body("map"));
                clients.send(load.countOr(COUNT) / 5, (client, i) -> client.send("GET", one, ""));
                return clients.run(load.countOr(COUNT), (client, i) -> client.send("GET", one, ""));
            } finally {
                connection.send("DELETE", path, "");
                Namespaces.delete(connection, namespace);
            }
        }
    }
}
