package dev.mudi.controllers.spi;

/** One controller: constructed with its handlers in place, started once, closed once. */
public interface Controller extends AutoCloseable {
    /** Upstream's name, such as {@code deployment-controller}. */
    default String name() {
        return loop().name();
    }

    /** What it runs on. */
    ControllerLoop<?> loop();

    /** Starts its workers; they wait for the caches themselves. Returns at once. */
    default void start() {
        loop().start();
    }

    /** Ends its workers and waits for them. */
    @Override
    default void close() {
        loop().close();
    }
}
