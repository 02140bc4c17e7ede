package dev.mudi.etcd.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a member answers, judged by the calls it was given: it is silent when calls wait and it has answered none for a while, and
 * stays so, whether they were given up or not, until it answers one. Safe for any number of threads.
 */
final class MemberHealth extends ClientStreamTracer.Factory {
    /** As long as a read waits until another member is asked: see {@link Hedging}. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private int waiting;
    private long heard;
    /** When it was last heard, or the oldest call began of those that wait since it was. */
    private long waitingSince;

    private boolean givenUp;

    /** @param nanos a clock such as {@link System#nanoTime} */
    MemberHealth(LongSupplier nanos) {
        this.nanos = nanos;
        this.heard = nanos.getAsLong();
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new Call();
    }

    private static boolean isLong(long nanos) {
        return nanos >= PATIENCE.toNanos();
    }

    synchronized void asked() {
        if (waiting++ == 0) {
            waitingSince = nanos.getAsLong();
        }
    }

    synchronized void answered() {
        waiting--;
        heard = nanos.getAsLong();
        waitingSince = heard;
        givenUp = false;
    }

    /** Nobody waits for the answer to a call any more. */
    synchronized void gaveUp() {
        givenUp |= isLong(nanos.getAsLong() - waitingSince);
        waiting--;
    }

    /** Whether calls should rather go to others. */
    synchronized boolean isSilent() {
        return givenUp || (waiting > 0 && isLong(nanos.getAsLong() - waitingSince));
    }

    /** Whether nothing was heard for so long that it has to be asked, for whatever reason. */
    synchronized boolean isUnknown() {
        return isLong(nanos.getAsLong() - heard);
    }

    /** One call, of which the first byte of the answer counts. gRPC tells a tracer things one after the other. */
    private final class Call extends ClientStreamTracer {
        private boolean open;

        @Override
        public void streamCreated(Attributes transport, Metadata headers) {
            open = true;
            asked();
        }

        @Override
        public void inboundHeaders() {
            heard();
        }

        @Override
        public void inboundTrailers(Metadata trailers) {
            heard();
        }

        private void heard() {
            if (open) {
                open = false;
                answered();
            }
        }

        @Override
        public void streamClosed(Status status) {
            if (open) {
                open = false;
                gaveUp();
            }
        }
    }
}
