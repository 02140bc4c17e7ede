package dev.mudi.apiserver.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How the transport is set up.
 *
 * @param address where to listen; port 0 for any free one
 * @param eventLoops threads that move bytes, 1 to 64
 * @param drain how long {@link HttpServer#close} waits for answers under way
 * @param clock for the {@code Date} header
 */
public record HttpServerOptions(InetSocketAddress address, int eventLoops, Duration drain, InstantSource clock) {
    /** Two event loops, ten seconds to drain. */
    public static HttpServerOptions of(InetSocketAddress address, InstantSource clock) {
        return new HttpServerOptions(address, 2, Duration.ofSeconds(10), clock);
    }
}
