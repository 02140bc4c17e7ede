package dev.mudi.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What is asked of an API server in one namespace, one kind of work after the other; each finds the pods that those before left. */
final class ApiServerLoad {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String APPLIED = "?fieldManager=bench-apply";
    private static final int LISTS = 20;
    private static final int FEW_LISTS = 5;
    private static final int WATCHED = 200;
    private static final int PACE = 50;
    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final Target target;
    private final Clients clients;
    private final Connection single;
    private final String namespace;
    private final int pods;
    private int nextMark = 1;
    private final List<Measurement> results = new ArrayList<>();

    /**
     * Load for a namespace that exists.
     *
     * @param clients that send at once
     * @param single for what one client does
     * @param pods how many there will be; the number of requests goes with it
     */
    ApiServerLoad(Target target, Clients clients, Connection single, String namespace, int pods) {
        this.target = target;
        this.clients = clients;
        this.single = single;
        this.namespace = namespace;
        this.pods = pods;
    }

    /** What was measured so far. */
    List<Measurement> results() {
        return results;
    }

    private String path() {
        return "/api/v1/namespaces/" + namespace + "/pods";
    }

    private String path(int pod) {
        return path() + "/pod-" + pod;
    }

    private int created() {
        return pods * 4 / 5;
    }

    /** A tenth stays when the collection is deleted. */
    private String part(int pod) {
        return pod % 10 == 0 ? "stays" : "goes";
    }

    private void record(String work, int count, Clients.Request request) throws Exception {
        record(work, clients.run(count, request));
    }

    private void record(String work, List<Measurement> figures) {
        figures.stream()
                .filter(figure ->
                        !figure.name().contains("memory") && !figure.name().contains("clients"))
                .map(figure -> figure.of(work))
                .forEach(results::add);
    }

    void create() throws Exception {
        record(
                "create",
                created(),
                (client, i) -> client.send("POST", path(), Pods.json("pod-" + i, part(i), Pods.mark(0))));
    }

    void get() throws Exception {
        record("get", pods * 2, (client, i) -> client.send("GET", path(i % created()), ""));
    }

    void patch() throws Exception {
        patch("merge patch", "application/merge-patch+json", "{\"metadata\":{\"annotations\":{\"note\":\"%d\"}}}");
        patch(
                "strategic patch",
                "application/strategic-merge-patch+json",
                "{\"metadata\":{\"annotations\":{\"note\":\"s%d\"}},\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"app:2\"}]}}");
        patch(
                "json patch",
                "application/json-patch+json",
                "[{\"op\":\"add\",\"path\":\"/metadata/annotations/note\",\"value\":\"j%d\"}]");
    }

    private void patch(String work, String type, String body) throws Exception {
        record(
                work,
                pods / 2,
                (client, i) -> client.send(new Connection.Request(
                        "PATCH", path(i % created()), type, Connection.JSON, body.replace("%d", Integer.toString(i)))));
    }

    void apply() throws Exception {
        apply("apply first", nextMark++);
        apply("apply again", nextMark++);
    }

    private void apply(String work, int mark) throws Exception {
        record(
                work,
                pods - created(),
                (client, i) -> client.send(new Connection.Request(
                        "PATCH",
                        path(created() + i) + APPLIED,
                        "application/apply-patch+yaml",
                        Connection.JSON,
                        Pods.json("pod-" + (created() + i), part(i), Pods.mark(mark)))));
    }

    void list(int times) throws Exception {
        list("list json", times, Connection.JSON);
        list("list protobuf", times, PROTOBUF);
        list("list table", times, TABLE);
    }

    private void list(String work, int times, String accept) throws Exception {
        var counted = new Answer.Counted();
        try (var one = Clients.connect(target, 1)) {
            one.send(2, (client, i) -> client.send(Connection.Request.get(path(), accept), counted));
            long before = counted.bytes();
            record(work, one.run(times, (client, i) -> client.send(Connection.Request.get(path(), accept), counted)));
            results.add(new Measurement(work, "size", (counted.bytes() - before) / 1e6 / times, "MB"));
        }
    }

    /** Updates as fast as they go, and what it costs to tell the watchers. */
    void watch(int watchers, int updates) throws Exception {
        var work = watchers + " watchers, fast";
        var server = target.processes();
        try (var watching = watching(watchers, updates)) {
            var bodies = bodies();
            double before = server.cpuSeconds();
            record(
                    work,
                    clients.run(updates, (client, i) -> update(client, bodies, i, watching)).stream()
                            .filter(figure -> !figure.name().contains("CPU"))
                            .toList());
            watching.await();
            double events = (double) watchers * updates;
            results.add(new Measurement(work, "delay p50", watching.deliveries().percentile(50), "ms"));
            results.add(new Measurement(work, "delay p99", watching.deliveries().percentile(99), "ms"));
            if (server.isKnown()) {
                var perEvent = (server.cpuSeconds() - before) * 1e6 / events;
                results.add(new Measurement(work, "server CPU an event", perEvent, "us"));
            }
        }
    }

    /** Updates at a pace, and how long until the last watcher has each. */
    void watchAtPace(int watchers, int updates) throws Exception {
        var work = watchers + " watchers, " + PACE + "/s";
        try (var watching = watching(watchers, updates)) {
            var bodies = bodies();
            long next = System.nanoTime();
            for (int i = 0; i < updates; i++) {
                for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                update(single, bodies, i, watching);
                next += NANOS_A_SECOND / PACE;
            }
            watching.await();
            results.add(new Measurement(work, "requests", updates, ""));
            results.add(new Measurement(work, "delay p50", watching.untilLast().percentile(50), "ms"));
            results.add(new Measurement(work, "delay p99", watching.untilLast().percentile(99), "ms"));
        }
    }

    private Watchers watching(int watchers, int updates) throws IOException, InterruptedException {
        var some = new String(single.send("GET", path() + "?limit=1", ""), StandardCharsets.UTF_8);
        var revision = some.replaceFirst("(?s)^.*?\"metadata\":\\{[^}]*?\"resourceVersion\":\"([0-9]+)\".*$", "$1");
        int first = nextMark;
        nextMark += updates;
        return Watchers.begin(target, watchers, path() + "?watch=1&resourceVersion=" + revision, first, updates);
    }

    private List<String> bodies() throws IOException, InterruptedException {
        var bodies = new ArrayList<String>();
        for (int i = 0; i < Math.min(WATCHED, created()); i++) {
            bodies.add(Pods.withoutRevision(new String(single.send("GET", path(i), ""), StandardCharsets.UTF_8)));
        }
        return bodies;
    }

    private void update(Connection client, List<String> bodies, int i, Watchers watching)
            throws IOException, InterruptedException {
        int pod = i % bodies.size();
        int mark = watching.first() + i;
        var body = Pods.marked(bodies.get(pod), Pods.mark(mark));
        watching.sending(mark);
        client.send("PUT", path(pod), body);
    }

    void deleteCollection() throws Exception {
        int gone = pods * 9 / 10;
        var server = target.processes();
        double before = server.cpuSeconds();
        long start = System.nanoTime();
        single.send(
                Connection.Request.of("DELETE", path() + "?labelSelector=part%3Dgoes&gracePeriodSeconds=0", ""),
                new Answer.Counted());
        double seconds = (System.nanoTime() - start) / 1e9;
        results.add(new Measurement("delete collection", "requests", 1, ""));
        results.add(new Measurement("delete collection", "pods", gone, ""));
        results.add(new Measurement("delete collection", "time", seconds, "s"));
        if (server.isKnown()) {
            double cpu = (server.cpuSeconds() - before) * 1000 / gone;
            results.add(new Measurement("delete collection", "server CPU a pod", cpu, "ms"));
            results.add(new Measurement("after all that", "resident memory", server.residentMebibytes(), "MiB"));
        }
    }

    /** A little of all that does not wait. */
    void warm(int watchers, int updates) throws Exception {
        create();
        get();
        patch();
        apply();
        list(FEW_LISTS);
        watch(watchers, updates);
        deleteCollection();
    }

    /** All of it, in this order. */
    void run(int watchers, int updates) throws Exception {
        create();
        get();
        patch();
        apply();
        list(LISTS);
        watch(watchers, updates);
        watchAtPace(watchers, updates / 4);
        deleteCollection();
    }
}
