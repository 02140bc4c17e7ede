package dev.mudi.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestReceiver;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only HTTP/2 has: streams of one connection, trailers, crumbs of cookies, and requests that HTTP/1.1 could not say. */
@Timeout(60)
class Http2HandlerTest {
    private static TestPki pki;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private HttpServer server;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws IOException {
        pki = TestPki.in(directory);
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        server.close();
    }

    private void serve(RequestReceiver receiver) throws IOException {
        server = pki.serve(receiver);
    }

    private Channel connect() throws Exception {
        var tls = SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        "h2"))
                .build();
        var connected = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.newHandler(channel.alloc()),
                                        Http2FrameCodecBuilder.forClient().build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect(server.address());
        return connected.sync().channel();
    }

    /** A stream whose frames come to {@link #frames}. */
    private Channel open(Channel connection) throws Exception {
        ChannelHandler recorder = new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                try {
                    record(frame);
                } finally {
                    ReferenceCountUtil.release(frame);
                }
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                record(event);
            }
        };
        return new Http2StreamChannelBootstrap(connection)
                .handler(recorder)
                .open()
                .sync()
                .getNow();
    }

    private static void send(Channel stream, Object frame) throws InterruptedException {
        stream.writeAndFlush(frame).sync();
    }

    private void record(Object frame) {
        switch (frame) {
            case Http2HeadersFrame head -> frames.add("head " + head.headers().status());
            case Http2DataFrame data -> frames.add("data " + data.content().toString(StandardCharsets.UTF_8));
            case Http2ResetFrame reset -> frames.add("reset " + Http2Error.valueOf(reset.errorCode()));
            default -> {
                // Windows and the like are not what is asked about.
            }
        }
    }

    private String frame() throws InterruptedException {
        return String.valueOf(frames.poll(20, TimeUnit.SECONDS));
    }

    private static Http2Headers request(String method, String path) {
        return new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("https")
                .authority("localhost:6443");
    }

    private static DefaultHttp2DataFrame data(String text, boolean end) {
        return new DefaultHttp2DataFrame(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), end);
    }

    private static void answer(ApiResponse response, String text) {
        response.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    private static void echo(ApiRequest request, ApiResponse response) {
        var headers = request.headers();
        answer(
                response,
                headers.get("Host") + " " + headers.all("Cookie") + " "
                        + new String(request.body(), StandardCharsets.UTF_8));
    }

    @Test
    void joinsCookiesAndTakesTrailersForTheEndOfABody() throws Exception {
        serve(Http2HandlerTest::echo);
        var stream = open(connect());

        send(
                stream,
                new DefaultHttp2HeadersFrame(
                        request("POST", "/x").add("cookie", "a=1").add("cookie", "b=2")));
        send(stream, data("hello", false));
        send(stream, new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("checksum", "1"), true));

        assertThat(frame()).isEqualTo("head 200");
        assertThat(frame()).isEqualTo("data localhost:6443 [a=1; b=2] hello");
    }

    @Test
    void resetsAStreamThatIsNoRequestAndRefusesAMalformedPathAndGoesOnWithOthers() throws Exception {
        serve(Http2HandlerTest::echo);
        var connection = connect();

        var nothing = new DefaultHttp2Headers().method("GET").scheme("https").authority("localhost");
        send(open(connection), new DefaultHttp2HeadersFrame(nothing, true));
        assertThat(frame()).isEqualTo("reset PROTOCOL_ERROR");

        send(open(connection), new DefaultHttp2HeadersFrame(request("GET", "/a%zz"), true));
        assertThat(frame()).isEqualTo("head 400");
        assertThat(frame()).isEqualTo("data 400 Bad Request");

        send(open(connection), new DefaultHttp2HeadersFrame(request("GET", "/a"), true));
        assertThat(frame()).isEqualTo("head 200");
    }

    @Test
    void readsNoMoreOfARequestThatItRefused() throws Exception {
        serve(Http2HandlerTest::echo);
        var stream = open(connect());

        send(stream, new DefaultHttp2HeadersFrame(request("POST", "/a%zz")));
        assertThat(frame()).isEqualTo("head 400");
        assertThat(frame()).isEqualTo("data 400 Bad Request");
        send(stream, data("more", false));

        assertThat(frame()).isEqualTo("reset NO_ERROR");
    }

    @Test
    void asksForABodyThatWaitsToBeAskedFor() throws Exception {
        serve(Http2HandlerTest::echo);
        var stream = open(connect());

        send(stream, new DefaultHttp2HeadersFrame(request("POST", "/x").add("expect", "100-continue")));
        assertThat(frame()).isEqualTo("head 100");
        send(stream, data("hello", true));

        assertThat(frame()).isEqualTo("head 200");
        assertThat(frame()).isEqualTo("data localhost:6443 [] hello");
    }

    @Test
    void saysNothingOfAConnectionInAnAnswer() throws Exception {
        var seen = new LinkedBlockingQueue<Http2Headers>();
        serve((request, response) -> response.send(
                200,
                "text/plain",
                Headers.of("Connection", "close", "X-Mine", "1", "Transfer-Encoding", "chunked"),
                List.of()));
        var stream = open(connect());
        stream.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                if (frame instanceof Http2HeadersFrame head) {
                    seen.add(head.headers());
                }
                context.fireChannelRead(frame);
            }
        });

        send(stream, new DefaultHttp2HeadersFrame(request("GET", "/x"), true));

        var head = seen.poll(20, TimeUnit.SECONDS);
        assertThat(head).isNotNull();
        assertThat(head.names().stream().map(CharSequence::toString))
                .containsExactlyInAnyOrder(":status", "content-type", "x-mine", "date", "content-length");
    }

    @Test
    void aBodyThatNobodyReadsOnKeepsNoOtherRequestOfTheConnectionBack() throws Exception {
        var reading = new CountDownLatch(1);
        serve((request, response) -> {
            if (request.path().endsWith("/upload")) {
                await(reading);
            }
            answer(response, String.valueOf(request.body().length));
        });
        var base = "https://localhost:" + server.address().getPort();
        var upload = HttpRequest.newBuilder(URI.create(base + "/api/v1/namespaces/shop/pods/front/proxy/upload"))
                .POST(BodyPublishers.ofByteArray(new byte[2 * 1024 * 1024]))
                .build();
        var other = HttpRequest.newBuilder(URI.create(base + "/other"))
                .POST(BodyPublishers.ofByteArray(new byte[512 * 1024]))
                .build();

        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(pki.client())
                .build()) {
            client.send(other, BodyHandlers.ofString());
            var held = client.sendAsync(upload, BodyHandlers.ofString());

            for (int i = 0; i < 5; i++) {
                assertThat(client.sendAsync(other, BodyHandlers.ofString())
                                .get(20, TimeUnit.SECONDS)
                                .body())
                        .isEqualTo(String.valueOf(512 * 1024));
            }
            assertThat(held).isNotDone();
            reading.countDown();
            assertThat(held.get(20, TimeUnit.SECONDS).body()).isEqualTo(String.valueOf(2 * 1024 * 1024));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
