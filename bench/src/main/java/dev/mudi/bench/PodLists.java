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
            connection.send(
                    "POST",
                    "/api/v1/namespaces/" + namespace + "/serviceaccounts",
                    "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"bench\"}}");
            try {
                Clients.run(target, CLIENTS, load.countOr(PODS), (client, i) -> client.send("POST", path, pod(i)));
                Clients.run(target, 1, LISTS / 2, (client, i) -> client.send("GET", path, ""));
                return Clients.run(target, 1, LISTS, (client, i) -> client.send("GET", path, ""));
            } finally {
                connection.send("DELETE", path + "?gracePeriodSeconds=0", "");
                Namespaces.delete(connection, namespace);
            }
        }
    }

    /** A scheduler that does not exist keeps the pod pending. */
    private static String pod(int i) {
        var environment = new StringBuilder();
        for (int e = 0; e < 20; e++) {
            environment
                    .append(e == 0 ? "" : ",")
                    .append("{\"name\":\"VARIABLE_")
                    .append(e)
                    .append("\",\"value\":\"")
                    .append("x".repeat(40))
                    .append("\"}");
        }
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"pod-" + i
                + "\",\"labels\":{\"app\":\"bench\"}},\"spec\":{\"schedulerName\":\"nobody\",\"serviceAccountName\":\"bench\","
                + "\"automountServiceAccountToken\":false,\"containers\":[{\"name\":\"main\",\"image\":\"app:1\",\"env\":["
                + environment + "]}]}}";
    }
}
