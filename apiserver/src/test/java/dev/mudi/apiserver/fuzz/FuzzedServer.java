package dev.mudi.apiserver.fuzz;

import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiServer;
import dev.mudi.apiserver.ApiServerOptions;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.pki.PkiOptions;
import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** A server with a namespace and a custom resource, on a store that is not written through. */
final class FuzzedServer implements AutoCloseable {
    private final Path directory;
    private final EmbeddedEtcd etcd;
    private final ApiServer server;

    private FuzzedServer(Path directory, EmbeddedEtcd etcd, ApiServer server) {
        this.directory = directory;
        this.etcd = etcd;
        this.server = server;
    }

    /** The certificates, which several servers may share. */
    static ClusterPki pki(Path directory) throws IOException {
        return ClusterPki.open(
                new PkiOptions(directory, List.of(), List.of(), "10.96.0.1", "cluster.local", InstantSource.system()));
    }

    static FuzzedServer start(ClusterPki pki) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("mudi-fuzz");
        var etcd = EmbeddedEtcd.open(EtcdOptions.of(directory).withFsync(false));
        var listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = ApiServer.start(ApiServerOptions.of(listen, pki, "192.0.2.1"), etcd);
        server.awaitReady(Duration.ofSeconds(60));
        var started = new FuzzedServer(directory, etcd, server);
        started.create("/api/v1/namespaces", "{\"metadata\":{\"name\":\"golden\"}}");
        // No controller makes it here, and pods would wait for it.
        started.create("/api/v1/namespaces/golden/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
        started.create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Template.DEFINITION);
        return started;
    }

    private void create(String path, String body) {
        var answer = new Answer();
        handle(
                new MemoryRequest(
                        "POST",
                        path,
                        Headers.of("Content-Type", "application/json"),
                        body.getBytes(StandardCharsets.UTF_8),
                        UserInfo.API_SERVER),
                answer);
        if (answer.code() != 201) {
            throw new IllegalStateException("cannot create what fuzzing needs: " + answer.text());
        }
    }

    void handle(ApiRequest request, Answer answer) {
        server.handle(request, answer);
    }

    @Override
    public void close() throws IOException {
        server.close();
        etcd.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
