package dev.mudi.api.cel.cost;

import java.util.List;
import java.util.Optional;

/** Knows how large data can be. */
@FunctionalInterface
public interface SizeSource {

    /** Knows nothing. */
    SizeSource NONE = path -> Optional.empty();

    /**
     * The size of what a path leads to, if it is known.
     *
     * @param path a variable, and from there names of fields, {@code @items}, {@code @keys}, {@code @values} and {@code @indices}
     */
    Optional<Range> of(List<String> path);
}
