package dev.mudi.bench;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An answer on its way: filled on the event loop, awaited by whoever asked. */
final class Answer {
    private static final int PATIENCE_SECONDS = 120;
    private static final int KEPT_OF_REFUSAL = 2_000;

    private final String asked;
    private final Receiver receiver;
    private final Collected refusal = new Collected();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private int code;

    /** Takes the body of a good answer as it comes; on the event loop. */
    @FunctionalInterface
    interface Receiver {
        void data(ByteBuf bytes) throws IOException;
    }

    /** A body that is kept. */
    static final class Collected implements Receiver {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream(512);

        @Override
        public void data(ByteBuf bytes) throws IOException {
            bytes.readBytes(all, bytes.readableBytes());
        }

        byte[] bytes() {
            return all.toByteArray();
        }
    }

    /** A body that is only counted. */
    static final class Counted implements Receiver {
        private long bytes;

        @Override
        public void data(ByteBuf some) {
            bytes += some.readableBytes();
        }

        long bytes() {
            return bytes;
        }
    }

    Answer(String asked, Receiver receiver) {
        this.asked = asked;
        this.receiver = receiver;
    }

    void status(int given) {
        code = given;
        status.complete(given);
    }

    void data(ByteBuf bytes) {
        try {
            if (code / 100 == 2) {
                receiver.data(bytes);
            } else if (refusal.all.size() < KEPT_OF_REFUSAL) {
                refusal.data(bytes);
            }
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }

    /** It is over: as it should be, or because of something. */
    void ended(String why) {
        status.complete(code);
        end.complete(why);
    }

    /** Waits until it is known to be a good one. */
    void awaitBegin() throws IOException, InterruptedException {
        if (awaited(status) / 100 != 2) {
            await();
        }
    }

    /** Waits for the end; an IOException for any answer but 2xx. */
    void await() throws IOException, InterruptedException {
        var why = awaited(end);
        if (code / 100 != 2) {
            throw new IOException(
                    asked + " answered " + code + ": " + new String(refusal.bytes(), StandardCharsets.UTF_8) + why);
        }
        if (!why.isEmpty()) {
            throw new IOException(asked + ": " + why);
        }
    }

    private <T> T awaited(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(asked + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException(asked + " took more than " + PATIENCE_SECONDS + " s", e);
        }
    }
}
