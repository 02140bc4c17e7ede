package dev.mudi.cluster.transport;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.RequestReceiver;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.client.InMemoryTransport;

/** Carries a component's requests into an API server's stages. Safe for several threads. */
public final class ServerTransport implements InMemoryTransport {
    private final RequestReceiver server;

    /** Carries requests to this server: {@code ApiServer::handle}. */
    public ServerTransport(RequestReceiver server) {
        this.server = server;
    }

    @Override
    public void exchange(Request request, ResponseSink sink) {
        var headers = Headers.builder();
        request.headers().forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
        var user = UserInfo.of(
                request.identity().user(), request.identity().groups().toArray(String[]::new));
        var response = new SinkResponse(sink);
        server.receive(
                new MemoryRequest(request.method(), request.target(), headers.build(), request.body(), user), response);
        response.end();
    }
}
