package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;

/** A span of time in nanoseconds, as Go has it. */
public record DurationVal(long nanos) implements Val {
    @Override
    public CelType type() {
        return CelType.DURATION;
    }
}
