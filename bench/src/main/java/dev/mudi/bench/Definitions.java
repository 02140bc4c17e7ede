package dev.mudi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Installs many CustomResourceDefinitions, and asks before and after what other requests cost. */
final class Definitions implements Benchmark {
    private static final int COUNT = 1_000;
    private static final int CLIENTS = 16;
    private static final int READS = 20_000;
    private static final int WRITES = 8_000;
    private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    @Override
    public String name() {
        return "definitions";
    }

    @Override
    public String description() {
        return "install 1,000 CRDs: heap of each, and what GETs and creates cost before and after (count: CRDs)";
    }

    @Override
    public List<Measurement> run(Target target, Load load) throws Exception {
        int count = load.countOr(COUNT);
        var results = new ArrayList<Measurement>();
        var namespace = Namespaces.unique(name());
        var group = namespace + ".mudi.dev";
        try (var clients = Clients.connect(target, load.clientsOr(CLIENTS));
                var single = target.connect()) {
            Namespaces.create(single, namespace);
            try {
                others(clients, namespace, "first");
                add(results, "before", others(clients, namespace, "before"));
                var before = target.processes().liveHeap();
                add(
                        results,
                        "install",
                        clients.run(count, (client, i) -> client.send("POST", PATH, definition(group, i))));
                awaitServed(single, group, count - 1);
                addHeap(results, before, target.processes().liveHeap(), count);
                add(results, "after", others(clients, namespace, "after"));
            } finally {
                single.send("DELETE", PATH + "?labelSelector=bench%3D" + namespace, "");
                single.send("DELETE", "/api/v1/namespaces/" + namespace + "/configmaps", "");
                Namespaces.delete(single, namespace);
            }
        }
        return results;
    }

    private static void add(List<Measurement> results, String when, List<Measurement> figures) {
        figures.stream()
                .filter(figure -> !figure.name().contains("clients"))
                .map(figure -> figure.of(figure.work().isEmpty() ? when : figure.work() + " " + when))
                .forEach(results::add);
    }

    private static List<Measurement> others(Clients clients, String namespace, String prefix) throws Exception {
        var path = "/api/v1/namespaces/" + namespace + "/configmaps";
        var all = new ArrayList<Measurement>();
        clients.run(WRITES, (client, i) -> client.send("POST", path, ConfigMapCreates.body(prefix + "-" + i)))
                .forEach(figure -> all.add(figure.of("create")));
        clients.run(READS, (client, i) -> client.send("GET", path + "/" + prefix + "-" + i % WRITES, ""))
                .forEach(figure -> all.add(figure.of("get")));
        return all;
    }

    private static void addHeap(List<Measurement> results, OptionalDouble before, OptionalDouble after, int count) {
        if (before.isPresent() && after.isPresent()) {
            double each = (after.getAsDouble() - before.getAsDouble()) * 1024 / count;
            results.add(new Measurement("install", "heap a definition", each, "KiB"));
        }
    }

    private static void awaitServed(Connection connection, String group, int last)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!isServed(connection, group, last)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the last definition is not served");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean isServed(Connection connection, String group, int number) throws InterruptedException {
        try {
            connection.send("GET", "/apis/" + group + "/v1/things" + number, "");
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String definition(String group, int number) {
        var plural = "things" + number;
        var kind = "Thing" + number;
        return "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\",\"metadata\":{\"name\":\""
                + plural + "." + group + "\",\"labels\":{\"bench\":\""
                + group.substring(0, group.indexOf('.')) + "\"}},\"spec\":{\"group\":\"" + group
                + "\",\"scope\":\"Namespaced\",\"names\":{\"plural\":\"" + plural + "\",\"singular\":\"thing" + number
                + "\",\"kind\":\"" + kind + "\",\"listKind\":\"" + kind + "List\"},\"versions\":[{\"name\":\"v1\","
                + "\"served\":true,\"storage\":true,\"subresources\":{\"status\":{}},\"schema\":{\"openAPIV3Schema\":"
                + "{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\",\"properties\":{" + properties()
                + "}},\"status\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}}}}}]}}";
    }

    /** As many as an operator's custom resource has. */
    private static String properties() {
        var all = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            all.append(i == 0 ? "" : ",")
                    .append("\"field")
                    .append(i)
                    .append("\":{\"type\":\"object\",\"description\":\"What field ")
                    .append(i)
                    .append(" of a thing is for.\",\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":63},")
                    .append("\"size\":{\"type\":\"integer\",\"minimum\":0}}}");
        }
        return all.toString();
    }
}
