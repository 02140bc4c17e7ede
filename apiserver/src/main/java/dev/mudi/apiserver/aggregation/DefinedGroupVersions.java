package dev.mudi.apiserver.aggregation;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The group versions that CustomResourceDefinitions serve, each as long as one of them does. Safe for several threads. */
final class DefinedGroupVersions {
    private final Map<String, Set<GroupVersion>> byDefinition = new HashMap<>();
    private final Map<String, Served> byName = new HashMap<>();

    /** @param group never empty */
    record GroupVersion(String group, String version) {
        /** Of its API service. */
        String name() {
            return version + "." + group;
        }
    }

    private record Served(GroupVersion groupVersion, Set<String> definitions) {}

    /** A definition is so now; the names of the API services that may have to change for it. */
    synchronized Set<String> put(ObjectValue definition) {
        var spec = definition.object("spec");
        var serves = spec.array("versions")
                .objects()
                .filter(version -> version.bool("served"))
                .map(version -> new GroupVersion(spec.string("group"), version.string("name")))
                .collect(Collectors.toUnmodifiableSet());
        return replace(ObjectMeta.of(definition).name(), serves);
    }

    /** A definition is gone; the names of the API services that may have to change for it. */
    synchronized Set<String> remove(ObjectValue definition) {
        return replace(ObjectMeta.of(definition).name(), Set.of());
    }

    private Set<String> replace(String definition, Set<GroupVersion> serves) {
        var served = serves.isEmpty() ? byDefinition.remove(definition) : byDefinition.put(definition, serves);
        var before = served == null ? Set.<GroupVersion>of() : served;
        var changed = new HashSet<String>();
        for (var gone : before) {
            if (!serves.contains(gone)) {
                drop(gone, definition);
                changed.add(gone.name());
            }
        }
        for (var now : serves) {
            if (!before.contains(now)) {
                byName.computeIfAbsent(now.name(), name -> new Served(now, new HashSet<>()))
                        .definitions()
                        .add(definition);
                changed.add(now.name());
            }
        }
        return changed;
    }

    private void drop(GroupVersion gone, String definition) {
        var left = byName.get(gone.name());
        if (left != null) {
            left.definitions().remove(definition);
            if (left.definitions().isEmpty()) {
                byName.remove(gone.name());
            }
        }
    }

    /** The group version of the API service of this name, if a definition serves it. */
    synchronized Optional<GroupVersion> of(String name) {
        return Optional.ofNullable(byName.get(name)).map(Served::groupVersion);
    }
}
