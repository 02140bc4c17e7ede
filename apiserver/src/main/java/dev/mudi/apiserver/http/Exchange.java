package dev.mudi.apiserver.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A request coming in and its answer going out, in either protocol: the body is collected and the whole handed over, or handed on as it
 * comes, or, when the answer needs none of it, dropped. On the event loop alone.
 */
final class Exchange {
    /** What a peer may send on before it reads the answer to a request that was too large; then it is cut. */
    private static final long DISCARDED_BYTES = 64L * 1024 * 1024;

    private final HttpServer server;
    private final NettyRequest request;
    private final Wire wire;
    private final NettyResponse response;
    private final Runnable over;

    private boolean handedOver;
    private boolean bodyEnded;
    private boolean answered;
    private long discarded;

    /** The body that the request under way reads as it comes. */
    private @Nullable IncomingBody passedOn;

    /**
     * A request whose head has come.
     *
     * @param over what to do when the request has come and the answer is out
     */
    Exchange(HttpServer server, NettyRequest request, Wire wire, Runnable over) {
        this.server = server;
        this.request = request;
        this.wire = wire;
        this.response = new NettyResponse(wire, request, server.clock());
        this.over = over;
    }

    /** Goes on after the head; {@code whole} says that nothing follows it. */
    void begin(boolean whole) {
        if (whole) {
            end();
            return;
        }
        if (request.waitsToBeAsked()) {
            wire.goOn();
        }
        if (request.isPassedOn(wire instanceof Http2Wire)) {
            passedOn = new IncomingBody(wire);
            request.passOn(passedOn);
            handOver();
        }
    }

    /** Takes a part of the body, which stays the caller's. */
    void part(ByteBuf part) {
        if (!handedOver) {
            if (!request.append(part)) {
                handOver();
            }
            return;
        }
        if (passedOn == null || !passedOn.offer(part)) {
            discarded += part.readableBytes();
            if (discarded > DISCARDED_BYTES) {
                wire.cut();
            }
        }
    }

    /** That was the whole body. */
    void end() {
        bodyEnded = true;
        if (!handedOver) {
            handOver();
        } else if (passedOn != null) {
            passedOn.end();
        }
        if (answered) {
            over.run();
        }
    }

    private void handOver() {
        handedOver = true;
        // A stream of HTTP/2 ends by itself; only a body that is still under way needs to hear of it.
        boolean waited = wire instanceof Http1Wire || !bodyEnded;
        server.handOver(request, response, waited ? () -> wire.executor().execute(this::answered) : () -> {});
    }

    /** The answer is out, or will never be. */
    private void answered() {
        if (passedOn != null) {
            passedOn.close();
            passedOn = null;
        }
        answered = true;
        if (bodyEnded) {
            over.run();
        }
    }

    /** Whether the request has come to its end. */
    boolean isBodyEnded() {
        return bodyEnded;
    }

    /** Whether the answer is out. */
    boolean isAnswered() {
        return answered;
    }

    /** The peer is gone. */
    void gone() {
        if (handedOver) {
            response.peerGone();
        }
        if (passedOn != null) {
            passedOn.breakOff();
        }
    }
}
