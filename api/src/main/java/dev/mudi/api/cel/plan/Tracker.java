package dev.mudi.api.cel.plan;

import java.util.function.BooleanSupplier;

/** Counts what an evaluation costs, and ends it at the limit, or when it is interrupted. For one thread. */
final class Tracker {
    private final long limit;
    private final BooleanSupplier interrupted;
    private long cost;

    Tracker(long limit, BooleanSupplier interrupted) {
        this.limit = limit;
        this.interrupted = interrupted;
    }

    /** One more round of a loop. */
    void round() {
        if (interrupted.getAsBoolean()) {
            throw new LimitException("operation interrupted");
        }
    }

    void spend(long more) {
        cost = cost + more < 0 ? Long.MAX_VALUE : cost + more;
        if (cost > limit) {
            throw new LimitException("operation cancelled: actual cost limit exceeded");
        }
    }

    long cost() {
        return cost;
    }

    long limit() {
        return limit;
    }

    /** The evaluation costs more than it may, or takes too long. */
    static final class LimitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LimitException(String message) {
            super(message, null, false, false);
        }
    }
}
