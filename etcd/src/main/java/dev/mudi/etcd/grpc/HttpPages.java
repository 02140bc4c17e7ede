package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.state.Alarms;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What etcd tells over plain HTTP: {@code /health}, {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /version}. */
final class HttpPages {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPages.class);
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Bytes ANY_KEY = Bytes.copyOf((byte) 0);

    private final Etcd etcd;
    private final Metrics metrics;
    private final Executor threads;

    /** @param threads to answer on: health asks the store, which may take its time */
    HttpPages(Etcd etcd, Metrics metrics, Executor threads) {
        this.etcd = etcd;
        this.metrics = metrics;
        this.threads = threads;
    }

    private record Page(HttpResponseStatus status, String type, String content) {}

    ChannelHandler handler() {
        return new SimpleChannelInboundHandler<FullHttpRequest>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
                var method = request.method();
                var asked = new QueryStringDecoder(request.uri());
                boolean goesOn = HttpUtil.isKeepAlive(request);
                threads.execute(() -> send(context, page(method, asked), method, goesOn));
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                LOG.atDebug()
                        .setMessage("a connection broke")
                        .addKeyValue("cause", cause.toString())
                        .log();
                var _ = context.close();
            }
        };
    }

    private static void send(ChannelHandlerContext context, Page page, HttpMethod method, boolean goesOn) {
        var content = page.content.getBytes(StandardCharsets.UTF_8);
        var body = HttpMethod.HEAD.equals(method) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(content);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, page.type);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, content.length);
        HttpUtil.setKeepAlive(response, goesOn);
        var sent = context.writeAndFlush(response);
        if (!goesOn) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private Page page(HttpMethod method, QueryStringDecoder asked) {
        if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
            return new Page(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "Method Not Allowed\n");
        }
        return switch (asked.path()) {
            case "/health" -> health();
            case "/livez", "/readyz" -> ready();
            case "/metrics" -> new Page(HttpResponseStatus.OK, METRICS, metrics.text());
            case "/version" ->
                new Page(
                        HttpResponseStatus.OK,
                        JSON,
                        "{\"etcdserver\":\"" + MaintenanceService.VERSION + "\",\"etcdcluster\":\""
                                + MaintenanceService.CLUSTER_VERSION + "\",\"storage\":\""
                                + MaintenanceService.CLUSTER_VERSION + "\"}");
            default -> new Page(HttpResponseStatus.NOT_FOUND, TEXT, "404 page not found\n");
        };
    }

    private Page health() {
        var ill = illness();
        metrics.toldHealth(ill.isEmpty());
        return ill.isEmpty()
                ? new Page(HttpResponseStatus.OK, JSON, "{\"health\":\"true\",\"reason\":\"\"}")
                : new Page(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        JSON,
                        "{\"health\":\"false\",\"reason\":\"" + ill + "\"}");
    }

    private Page ready() {
        var ill = illness();
        return ill.isEmpty()
                ? new Page(HttpResponseStatus.OK, TEXT, "ok\n")
                : new Page(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, ill + "\n");
    }

    /** Why the store is not well; empty when it is. A read that a whole cluster agrees on must come through. */
    private String illness() {
        try {
            etcd.range(RangeRequest.of(ANY_KEY));
            return Alarms.all(etcd.settings()).stream()
                    .findFirst()
                    .map(alarm -> "ALARM " + alarm.kind())
                    .orElse("");
        } catch (EtcdException e) {
            return "RANGE ERROR:" + e.code().message();
        }
    }
}
