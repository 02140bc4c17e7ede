package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes. Nobody may change the array. */
@SuppressWarnings("ArrayRecordComponent") // equality is by content
public record BytesVal(byte[] bytes) implements Val {
    @Override
    public CelType type() {
        return CelType.BYTES;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BytesVal(var those) && Arrays.equals(bytes, those);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Arrays.toString(bytes);
    }
}
