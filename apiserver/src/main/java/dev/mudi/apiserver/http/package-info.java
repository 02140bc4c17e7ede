/**
 * The transport: HTTP/1.1 and HTTP/2 over TLS (ALPN), bytes in, {@link dev.mudi.apiserver.ApiRequest}s out, and the answers back.
 *
 * <p>Two Netty event loops move bytes and do nothing else. A request is collected (its body bounded), then handed with its
 * {@link dev.mudi.apiserver.ApiResponse} to a {@link dev.mudi.apiserver.http.RequestReceiver} on a virtual thread of its own,
 * which may block as it likes. Writes go through a bounded {@code OutgoingWindow}: a thread that writes faster than its peer reads
 * waits, and a peer that takes nothing for long (a minute of a whole answer, an hour of a stream) is cut. What comes together on one
 * connection is flushed together ({@code Flushes}).
 *
 * <p>{@code Http1Handler} takes the requests of an HTTP/1.1 connection one by one, {@code Http2Handler} those of an HTTP/2 connection at once,
 * each from a stream, frame by frame. What they have in common, a request that comes in and an answer that goes out, is an
 * {@code Exchange}; the answer is written to a {@code Wire}, which both have. Upgrades (WebSocket, SPDY) are HTTP/1.1 only: the
 * connection becomes raw bytes.
 */
@NullMarked
package dev.mudi.apiserver.http;

import org.jspecify.annotations.NullMarked;
