package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A choice of sources, of which exactly one has to be given.
 *
 * @param sources all there are, in the order in which they are checked
 * @param <C> what the rules know beside the source
 */
record OneOfSources<C>(List<Source<C>> sources) {

    /**
     * One of the sources.
     *
     * @param field its name
     * @param shown the name under which upstream shows its errors
     * @param excess the name under which upstream shows that it is one too many; empty for a source that never is
     * @param rule what holds for it
     * @param <C> what the rule knows beside the source
     */
    record Source<C>(String field, String shown, String excess, BiConsumer<At, C> rule) {}

    /** A source whose errors are shown under its own name. */
    static <C> Source<C> source(String field, BiConsumer<At, C> rule) {
        return new Source<>(field, field, field, rule);
    }

    /** Checks what is given, and that it is one. */
    void validate(At holder, C context) {
        int given = 0;
        for (var source : sources) {
            var at = holder.at(source.field());
            if (!at.isSet()) {
                continue;
            }
            if (given > 0 && !source.excess().isEmpty()) {
                holder.at(source.excess()).forbidden("may not specify more than 1 volume type");
            } else {
                given++;
                source.rule().accept(at.shownAt(holder.path().child(source.shown())), context);
            }
        }
        if (given == 0) {
            holder.required("must specify a volume type");
        }
    }
}
