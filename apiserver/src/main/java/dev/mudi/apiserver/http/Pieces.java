package dev.mudi.apiserver.http;

import dev.mudi.api.codec.ByteSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body that is written while it is made: each byte is copied once, on the request's thread, into a buffer that TLS encrypts from;
 * a full one is handed on. So a large answer takes no more memory than what is on its way.
 */
final class Pieces implements ByteSink {
    private static final int FIRST_BYTES = 8 * 1024;
    private static final int MAX_DIGITS = 20;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> full;
    private final byte[] digits = new byte[MAX_DIGITS];

    private @Nullable ByteBuf current;
    private long handedOn;

    /**
     * No bytes yet.
     *
     * @param full takes each full piece, and releases it
     */
    Pieces(ByteBufAllocator allocator, Consumer<ByteBuf> full) {
        this.allocator = allocator;
        this.full = full;
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        int at = from;
        int left = count;
        while (left > 0) {
            var piece = piece();
            int some = Math.min(left, piece.maxWritableBytes());
            piece.writeBytes(bytes, at, some);
            at += some;
            left -= some;
            if (piece.maxWritableBytes() == 0) {
                current = null;
                handedOn += piece.readableBytes();
                full.accept(piece);
            }
        }
    }

    @Override
    public void number(long number) {
        long rest = number;
        int at = digits.length;
        do {
            at--;
            digits[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        write(digits, at, digits.length - at);
    }

    private ByteBuf piece() {
        var piece = current;
        if (piece == null) {
            piece = allocator.directBuffer(handedOn == 0 ? FIRST_BYTES : Outgoing.PIECE, Outgoing.PIECE);
            current = piece;
        }
        return piece;
    }

    /** Whether a piece was handed on. */
    boolean isLarge() {
        return handedOn > 0;
    }

    /** What was not handed on, if there is any; the caller releases it. */
    @Nullable
    ByteBuf rest() {
        var rest = current;
        current = null;
        return rest;
    }
}
