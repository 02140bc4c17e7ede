package dev.mudi.bench;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.grpc.EtcdClient;
import dev.mudi.etcd.grpc.EtcdClientOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An etcd v3 server to measure, and so many connections to it. */
final class StoreTarget implements AutoCloseable {
    private final List<Etcd> connections = new ArrayList<>();
    private final ServerProcesses processes;

    StoreTarget(EtcdClientOptions options, int count, List<Long> processes) throws IOException {
        this.processes = new ServerProcesses(processes);
        for (int i = 0; i < count; i++) {
            connections.add(EtcdClient.connect(options));
        }
    }

    /** The connection of a client: several share one. */
    Etcd connection(int client) {
        return connections.get(client % connections.size());
    }

    ServerProcesses processes() {
        return processes;
    }

    @Override
    public void close() {
        connections.forEach(Etcd::close);
    }
}
