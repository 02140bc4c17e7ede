package dev.mudi.controllers.spi;

/** One controller: constructed with its handlers in place, started once, closed once. */
public interface Controller extends AutoCloseable {
    /** Upstream's name, such as {@code deployment-controller}. */
    String name();

    /** Starts its workers; they wait for the caches themselves. Returns at once. */
    void start();

    /** Ends its workers and waits for them. */
    @Override
    void close();
}
