package dev.mudi.bench;

import java.util.List;

/** Creates ConfigMaps of about 300 bytes from many clients. */
final class ConfigMapCreates implements Benchmark {
    private static final int COUNT = 30_000;
    private static final int CLIENTS = 16;

    @Override
    public String name() {
        return "creates";
    }

    @Override
    public String description() {
        return "create ConfigMaps from 16 clients";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        var namespace = Namespaces.unique(name());
        var path = "/api/v1/namespaces/" + namespace + "/configmaps";
        try (var connection = target.connect()) {
            Namespaces.create(connection, namespace);
            try {
                Clients.run(
                        target,
                        load.clientsOr(CLIENTS),
                        load.countOr(COUNT) / 5,
                        (client, i) -> client.send("POST", path, body("warm-" + i)));
                return Clients.run(
                        target,
                        load.clientsOr(CLIENTS),
                        load.countOr(COUNT),
                        (client, i) -> client.send("POST", path, body("map-" + i)));
            } finally {
                connection.send("DELETE", path, "");
                Namespaces.delete(connection, namespace);
            }
        }
    }

    /** A ConfigMap of about 300 bytes. */
    static String body(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"bench\"}},\"data\":{\"key\":\"" + "v".repeat(200) + "\"}}";
    }
}
