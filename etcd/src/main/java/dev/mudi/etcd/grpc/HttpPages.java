package dev.mudi.etcd.grpc;

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
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What etcd tells over plain HTTP: {@code /health}, {@code /livez}, {@code /readyz}, {@code /metrics}, {@code /version}. */
final class HttpPages {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPages.class);
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final Page VERSIONS = new Page(
            HttpResponseStatus.OK,
            JSON,
            "{\"etcdserver\":\"" + MaintenanceService.VERSION + "\",\"etcdcluster\":\""
                    + MaintenanceService.CLUSTER_VERSION + "\",\"storage\":\"" + MaintenanceService.CLUSTER_VERSION
                    + "\"}");
    private static final Page NOT_FOUND = new Page(HttpResponseStatus.NOT_FOUND, TEXT, "404 page not found\n");

    private final HealthChecks checks;
    private final Metrics metrics;
    private final Executor threads;

    /** @param threads to answer on: health asks the store, which may take its time */
    HttpPages(HealthChecks checks, Metrics metrics, Executor threads) {
        this.checks = checks;
        this.metrics = metrics;
        this.threads = threads;
    }

    private record Page(HttpResponseStatus status, String type, String content) {}

    /** All of them. */
    ChannelHandler handler() {
        return handler(true);
    }

    /** Health and metrics alone, as on etcd's {@code --listen-metrics-urls}. */
    ChannelHandler healthAndMetrics() {
        return handler(false);
    }

    private ChannelHandler handler(boolean version) {
        return new SimpleChannelInboundHandler<FullHttpRequest>() {
            @Override
            protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
                var method = request.method();
                var asked = new QueryStringDecoder(request.uri());
                boolean goesOn = HttpUtil.isKeepAlive(request);
                threads.execute(() -> send(context, page(method, asked, version), method, goesOn));
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

    /** @param version whether it is told here */
    private Page page(HttpMethod method, QueryStringDecoder asked, boolean version) {
        if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
            return new Page(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "Method Not Allowed\n");
        }
        return switch (asked.path()) {
            case "/health" -> health(asked);
            case "/metrics" -> new Page(HttpResponseStatus.OK, METRICS, metrics.text());
            case "/version" -> version ? VERSIONS : NOT_FOUND;
            default ->
                checks.report(asked.path(), values(asked, "exclude"))
                        .map(report -> checked(report, asked.parameters().containsKey("verbose")))
                        .orElse(NOT_FOUND);
        };
    }

    private static Set<String> values(QueryStringDecoder asked, String name) {
        return Set.copyOf(asked.parameters().getOrDefault(name, List.of()));
    }

    private Page health(QueryStringDecoder asked) {
        var ill = checks.illness(
                values(asked, "exclude"), values(asked, "serializable").contains("true"));
        metrics.toldHealth(ill.isEmpty());
        return ill.isEmpty()
                ? new Page(HttpResponseStatus.OK, JSON, "{\"health\":\"true\",\"reason\":\"\"}")
                : new Page(
                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                        JSON,
                        "{\"health\":\"false\",\"reason\":\"" + ill + "\"}");
    }

    private static Page checked(HealthChecks.Report report, boolean verbose) {
        return report.passed()
                ? new Page(HttpResponseStatus.OK, TEXT, (verbose ? report.text() : "") + "ok\n")
                : new Page(HttpResponseStatus.SERVICE_UNAVAILABLE, TEXT, report.text() + "\n");
    }
}
