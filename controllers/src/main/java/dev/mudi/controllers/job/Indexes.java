package dev.mudi.controllers.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Sets of completion indexes, as a Job's status writes them: {@code 1,3-5,7}. */
final class Indexes {
    static final String ANNOTATION = "batch.kubernetes.io/job-completion-index";

    private Indexes() {}

    /** Reads a set; what is not below the limit is left out. */
    static BitSet parse(@Nullable String text, int limit) {
        var indexes = new BitSet();
        for (var part : Objects.requireNonNullElse(text, "").split(",", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int dash = part.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
            if (first < limit) {
                indexes.set(first, Math.min(last, limit - 1) + 1);
            }
        }
        return indexes;
    }

    static String format(BitSet indexes) {
        List<String> parts = new ArrayList<>();
        for (int first = indexes.nextSetBit(0); first >= 0; first = indexes.nextSetBit(first)) {
            int end = indexes.nextClearBit(first);
            parts.add(
                    switch (end - first) {
                        case 1 -> Integer.toString(first);
                        case 2 -> first + "," + (first + 1);
                        default -> first + "-" + (end - 1);
                    });
            first = end;
        }
        return String.join(",", parts);
    }

    /** The pod's own index. */
    static OptionalInt of(Pod pod) {
        var annotations = pod.getMetadata().getAnnotations();
        var text = annotations == null ? null : annotations.get(ANNOTATION);
        try {
            return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // not one of the controller's own
        }
    }
}
