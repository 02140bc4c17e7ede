package dev.mudi.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A client's connection: HTTP/2 over TLS, and little else, so that the load costs less than what it measures. Requests wait for
 * their answers; several threads may share it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written shows as a closed stream
final class Connection implements AutoCloseable {
    static final String JSON = "application/json";

    private static final int WINDOW_BYTES = 4 * 1024 * 1024;
    private static final int CONNECT_MILLIS = 10_000;

    private final Channel channel;
    private final Http2ConnectionHandler http2;
    private final Streams streams;
    private final String authority;
    private final Optional<String> token;

    /**
     * What is asked for.
     *
     * @param contentType of the body
     * @param accept the form of the answer that is wanted
     * @param body empty for none
     */
    record Request(String method, String path, String contentType, String accept, String body) {
        static Request of(String method, String path, String body) {
            return new Request(method, path, JSON, JSON, body);
        }

        static Request get(String path, String accept) {
            return new Request("GET", path, JSON, accept, "");
        }
    }

    private Connection(
            Channel channel, Http2ConnectionHandler http2, Streams streams, String authority, Optional<String> token) {
        this.channel = channel;
        this.http2 = http2;
        this.streams = streams;
        this.authority = authority;
        this.token = token;
    }

    /** Connects and shakes hands; an IOException says what did not work. */
    static Connection open(EventLoopGroup loop, SslContext tls, URI server, Optional<String> token) throws IOException {
        var streams = new Streams();
        var http2 = handler(streams);
        int port = server.getPort() < 0 ? 443 : server.getPort();
        var connected = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var encrypted = tls.newHandler(channel.alloc(), server.getHost(), port);
                        channel.pipeline().addLast(encrypted, new FlushOfWritten(), http2);
                    }
                })
                .connect(server.getHost(), port)
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new IOException(
                    "cannot connect to " + server + ": " + connected.cause().getMessage(), connected.cause());
        }
        var channel = connected.channel();
        var handler = channel.pipeline().get(SslHandler.class);
        var shaken = handler.handshakeFuture().awaitUninterruptibly();
        if (!shaken.isSuccess()) {
            throw new IOException(
                    "no TLS with " + server + ": " + shaken.cause().getMessage(), shaken.cause());
        }
        if (!ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
            channel.close();
            throw new IOException(server + " does not speak HTTP/2");
        }
        channel.eventLoop().submit(() -> widen(http2)).awaitUninterruptibly();
        return new Connection(channel, http2, streams, server.getHost() + ":" + port, token);
    }

    private static Http2ConnectionHandler handler(Streams streams) {
        var http2 = new Http2ConnectionHandlerBuilder()
                .server(false)
                .initialSettings(
                        Http2Settings.defaultSettings().pushEnabled(false).initialWindowSize(WINDOW_BYTES))
                .frameListener(streams)
                .gracefulShutdownTimeoutMillis(0)
                .build();
        http2.connection().addListener(streams.closing());
        return http2;
    }

    private static void widen(Http2ConnectionHandler http2) {
        try {
            var connection = http2.connection();
            connection.local().flowController().incrementWindowSize(connection.connectionStream(), WINDOW_BYTES);
        } catch (Http2Exception e) {
            throw new IllegalStateException("a window of " + WINDOW_BYTES + " bytes is refused", e);
        }
    }

    /** Sends a request and gives the answer's body; an IOException for any answer but 2xx. */
    byte[] send(Request request) throws IOException, InterruptedException {
        var collected = new Answer.Collected();
        send(request, collected);
        return collected.bytes();
    }

    /** The same with a body of JSON. */
    byte[] send(String method, String path, String body) throws IOException, InterruptedException {
        return send(Request.of(method, path, body));
    }

    /** Sends a request, hands the answer's body to a receiver as it comes, and waits for its end. */
    void send(Request request, Answer.Receiver receiver) throws IOException, InterruptedException {
        begin(request, receiver).await();
    }

    /** Sends a request whose answer comes bit by bit. */
    Answer begin(Request request, Answer.Receiver receiver) {
        var answer = new Answer(request.method() + " " + request.path(), receiver);
        var headers = new DefaultHttp2Headers(false)
                .method(request.method())
                .path(request.path())
                .scheme("https")
                .authority(authority)
                .set("accept", request.accept())
                .set("user-agent", "mudi-bench");
        token.ifPresent(text -> headers.set("authorization", "Bearer " + text));
        boolean bodyless = request.body().isEmpty();
        ByteBuf body = bodyless
                ? Unpooled.EMPTY_BUFFER
                : Unpooled.wrappedBuffer(request.body().getBytes(StandardCharsets.UTF_8));
        if (!bodyless) {
            headers.set("content-type", request.contentType());
        }
        channel.eventLoop().execute(() -> {
            var context = channel.pipeline().context(http2);
            if (context == null || !channel.isActive()) {
                answer.ended("the connection is closed");
                return;
            }
            int id = http2.connection().local().incrementAndGetNextStreamId();
            streams.add(id, answer);
            http2.encoder().writeHeaders(context, id, headers, 0, bodyless, context.newPromise());
            if (!bodyless) {
                http2.encoder().writeData(context, id, body, 0, true, context.newPromise());
            }
            http2.flush(context);
        });
        return answer;
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
