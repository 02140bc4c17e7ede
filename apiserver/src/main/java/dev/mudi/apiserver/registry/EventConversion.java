package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Optional;

/** Between Events of {@code events.k8s.io/v1}, as they are served, and of {@code v1}, as they are stored: names of fields differ. */
final class EventConversion implements Conversion {
    static final EventConversion INSTANCE = new EventConversion();

    /** The name in {@code events.k8s.io/v1}, then that in {@code v1}. */
    private static final List<List<String>> NAMES = List.of(
            List.of("regarding", "involvedObject"),
            List.of("note", "message"),
            List.of("reportingController", "reportingComponent"),
            List.of("deprecatedSource", "source"),
            List.of("deprecatedFirstTimestamp", "firstTimestamp"),
            List.of("deprecatedLastTimestamp", "lastTimestamp"),
            List.of("deprecatedCount", "count"));

    private EventConversion() {}

    @Override
    public ObjectValue toServed(ObjectValue stored) {
        return renamed(stored, 1, 0).with("apiVersion", "events.k8s.io/v1");
    }

    @Override
    public ObjectValue toStored(ObjectValue served) {
        return renamed(served, 0, 1).with("apiVersion", "v1");
    }

    @Override
    public String storedLabel(String label) {
        return NAMES.stream()
                .filter(names -> label.equals(names.get(0)) || label.startsWith(names.get(0) + "."))
                .map(names -> names.get(1) + label.substring(names.get(0).length()))
                .findFirst()
                .orElse(label);
    }

    private static ObjectValue renamed(ObjectValue object, int from, int to) {
        var renamed = ObjectValue.builder();
        for (int i = 0; i < object.size(); i++) {
            var name = object.nameAt(i);
            Optional<String> other = NAMES.stream()
                    .filter(names -> names.get(from).equals(name))
                    .map(names -> names.get(to))
                    .findFirst();
            renamed.put(other.orElse(name), object.valueAt(i));
        }
        return renamed.build();
    }
}
