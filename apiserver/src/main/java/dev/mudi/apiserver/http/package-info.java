/**
 * The transport: HTTP/1.1 and HTTP/2 over TLS (ALPN), bytes in, {@link dev.mudi.apiserver.ApiRequest}s out, and the answers back.
 *
 * <p>Two Netty event loops move bytes and do nothing else. A request is collected (its body bounded), then handed with its
 * {@link dev.mudi.apiserver.ApiResponse} to a {@link dev.mudi.apiserver.http.RequestReceiver} on a virtual thread of its own,
 * which may block as it likes. Writes go through a bounded {@code OutgoingWindow}: a thread that writes faster than its peer reads
 * waits, and a peer that takes nothing for long (a minute of a whole answer, an hour of a stream) is cut. What comes together on one
 * connection is flushed together ({@code Flushes}).
 *
 * <p>The same handler serves an HTTP/1.1 connection and one HTTP/2 stream ({@code ExchangeHandler}), because the multiplexer makes
 * a channel a stream and converts its frames. Upgrades (WebSocket, SPDY) are HTTP/1.1 only: the connection becomes raw bytes.
 */
@NullMarked
package dev.mudi.apiserver.http;

import org.jspecify.annotations.NullMarked;
