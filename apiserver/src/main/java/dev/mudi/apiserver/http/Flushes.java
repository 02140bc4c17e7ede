package dev.mudi.apiserver.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes one flush of those of one connection that come together: while more writes are known to be on their way to the event loop, or
 * while what was read is being handled, a flush waits for the last. A connection with one stream is flushed at once, in the same
 * turn as its write, and one with many gets few TLS records and system calls. A flush with nothing to send, which HTTP/2 makes after
 * each read, ends here: TLS would make an empty record's work of it. {@link #execute} from any thread, the rest on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed shows as a closed channel
final class Flushes extends ChannelDuplexHandler {
    /** After so many flushes were put off the next is not. */
    private static final int MOST = 256;

    /** Writes that were announced and have not been made. */
    private final AtomicInteger announced = new AtomicInteger();

    private @Nullable ChannelHandlerContext context;
    private boolean reading;
    private boolean written;

    /** Flushes put off; 0 when nothing is written. */
    private int owed;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /**
     * Runs something that writes and flushes, on the event loop.
     *
     * @throws RejectedExecutionException when the server has stopped
     */
    void execute(Runnable write) {
        var there = context;
        if (there == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        announced.incrementAndGet();
        try {
            there.executor().execute(() -> {
                announced.decrementAndGet();
                try {
                    write.run();
                } finally {
                    settle(there);
                }
            });
        } catch (RejectedExecutionException e) {
            announced.decrementAndGet();
            throw e;
        }
    }

    /** The write that was waited for may have failed without a flush. */
    private void settle(ChannelHandlerContext there) {
        if (owed > 0 && !reading && announced.get() == 0) {
            flushNow(there);
        }
    }

    private void flushNow(ChannelHandlerContext there) {
        owed = 0;
        written = false;
        there.flush();
    }

    @Override
    public void write(ChannelHandlerContext there, Object message, ChannelPromise promise) {
        written = true;
        there.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext there) {
        if (!written) {
            return;
        }
        owed++;
        if (owed >= MOST || (!reading && announced.get() == 0)) {
            flushNow(there);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext there, Object message) {
        reading = true;
        there.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext there) {
        reading = false;
        there.fireChannelReadComplete();
        settle(there);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext there) {
        if (owed > 0 && !there.channel().isWritable()) {
            flushNow(there);
        }
        there.fireChannelWritabilityChanged();
    }

    @Override
    public void close(ChannelHandlerContext there, ChannelPromise promise) {
        if (owed > 0) {
            flushNow(there);
        }
        there.close(promise);
    }
}
