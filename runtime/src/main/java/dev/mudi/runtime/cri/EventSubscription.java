package dev.mudi.runtime.cri;

/** A running subscription to container events. */
public interface EventSubscription extends AutoCloseable {

    /** Ends the subscription: when this returns, no further event is delivered. Idempotent. */
    @Override
    void close();
}
