package dev.mudi.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes to a Netty channel from blocking code: a writer waits while the channel's buffer is full, so that a slow client
 * slows the container down and costs no memory. The channel's handler must pass on its changes to {@link #changed()}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection, which the handlers hear of
public final class ChannelOutput {

    private final Channel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();

    public ChannelOutput(Channel channel) {
        this.channel = channel;
    }

    /** Tells waiting writers that the channel can be written to again, or is closed. Called on the event loop. */
    public void changed() {
        lock.lock();
        try {
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a message and flushes.
     *
     * @throws IOException when the client has gone
     */
    public void write(Object message) throws IOException {
        awaitWritable();
        channel.writeAndFlush(message, channel.voidPromise());
    }

    /** Copies bytes out of an array that the caller goes on using. */
    public static ByteBuf copy(byte[] bytes, int offset, int length) {
        return Unpooled.copiedBuffer(bytes, offset, length);
    }

    private void awaitWritable() throws IOException {
        if (channel.isWritable()) {
            return;
        }
        lock.lock();
        try {
            while (channel.isActive() && !channel.isWritable()) {
                change.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing to the client", e);
        } finally {
            lock.unlock();
        }
        if (!channel.isActive()) {
            throw new IOException("the client has closed the connection");
        }
    }
}
