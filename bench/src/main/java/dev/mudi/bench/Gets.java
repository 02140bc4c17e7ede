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
        var path = "/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt";
        Clients.run(
                target, load.clientsOr(CLIENTS), load.countOr(COUNT) / 5, (client, i) -> client.send("GET", path, ""));
        return Clients.run(
                target, load.clientsOr(CLIENTS), load.countOr(COUNT), (client, i) -> client.send("GET", path, ""));
    }
}
