package dev.mudi.api.cel.cost;

import java.util.Optional;

/** What a call costs, and how large its result is if that is known. */
record CallEstimate(Range cost, Optional<Range> size) {
    static CallEstimate of(Range cost) {
        return new CallEstimate(cost, Optional.empty());
    }

    static CallEstimate of(Range cost, Range size) {
        return new CallEstimate(cost, Optional.of(size));
    }
}
