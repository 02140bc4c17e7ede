package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The order of what strict decoding finds: upstream's decoder tells of a name when it comes to it. */
final class StrictErrors {
    private static final String DUPLICATE = "duplicate field \"";

    private StrictErrors() {}

    /** The errors in the order in which their fields stand in a JSON text; each once. */
    static List<String> inOrder(List<String> errors, byte[] text) {
        var places = places(text);
        return errors.stream()
                .distinct()
                .sorted(Comparator.comparingInt(error -> place(error, places)))
                .toList();
    }

    /** Where each path stands in the text: first, and again. */
    private static Map<String, List<Integer>> places(byte[] text) {
        var places = new HashMap<String, List<Integer>>();
        try {
            var paths = Json.paths(text);
            for (int i = 0; i < paths.size(); i++) {
                places.computeIfAbsent(paths.get(i), ignored -> new ArrayList<>(1))
                        .add(i);
            }
            return places;
        } catch (MalformedException e) {
            throw new IllegalStateException("what was read before cannot be read any more", e);
        }
    }

    /** A name that stands twice is told of at its second place. */
    private static int place(String error, Map<String, List<Integer>> places) {
        int start = error.indexOf('"');
        int end = error.lastIndexOf('"');
        var found = start < 0 ? null : places.get(error.substring(start + 1, end));
        if (found == null) {
            return Integer.MAX_VALUE;
        }
        return found.get(error.startsWith(DUPLICATE) ? Math.min(1, found.size() - 1) : 0);
    }
}
