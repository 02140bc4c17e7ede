package dev.mudi.build.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A protobuf message: its full name without the leading dot, the markers of its comment, and its fields by name in their order. */
record Message(String name, List<String> markers, Map<String, ProtoField> fields) {

    Message(String name) {
        this(name, new ArrayList<>(), new LinkedHashMap<>());
    }

    /** A field: its type as protobuf writes it, with the markers ({@code +listType=map}) of its comment, and the rest of it. */
    record ProtoField(
            String name, String type, boolean repeated, int number, List<String> markers, String comment) {

        /** The values of a marker, in order; a marker without a value counts as the empty text. */
        List<String> values(String marker) {
            return Message.values(markers, marker);
        }

        String value(String marker) {
            var all = values(marker);
            return all.isEmpty() ? "" : all.getFirst();
        }
    }

    static List<String> values(List<String> markers, String marker) {
        return markers.stream()
                .filter(one -> one.equals(marker) || one.startsWith(marker + "="))
                .map(one -> one.length() == marker.length() ? "" : one.substring(marker.length() + 1).strip())
                .toList();
    }
}
