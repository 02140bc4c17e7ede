package dev.mudi.api.kinds.core;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.Optional;

/** The deprecated annotations that name AppArmor profiles of containers, which become fields of a new pod (KEP-24). Stateless. */
final class AppArmorAnnotations {
    private static final String PREFIX = "container.apparmor.security.beta.kubernetes.io/";
    private static final List<String> CONTAINER_LISTS = List.of("containers", "initContainers", "ephemeralContainers");
    private static final String LOCAL = "localhost/";
    private static final int LONGEST_PROFILE = 4095;

    private AppArmorAnnotations() {}

    /** A spec in which containers that have a profile by annotation alone have it as a field, unless the pod has it for all. */
    static ObjectValue applied(ObjectValue spec, ObjectValue metadata) {
        var annotations = metadata.object("annotations");
        if (annotations.isEmpty() || spec.object("os").string("name").equals("windows")) {
            return spec;
        }
        var ofPod = spec.object("securityContext").get("appArmorProfile");
        var changed = spec;
        for (var list : CONTAINER_LISTS) {
            changed = changed.updateEach(
                    list,
                    container -> missing(container, annotations)
                            .filter(profile -> !Optional.<Value>of(profile).equals(ofPod))
                            .map(profile -> container.withAt(profile, "securityContext", "appArmorProfile"))
                            .orElse(container));
        }
        return changed;
    }

    private static Optional<ObjectValue> missing(ObjectValue container, ObjectValue annotations) {
        var key = PREFIX + container.string("name");
        return annotations.has(key) && !container.object("securityContext").has("appArmorProfile")
                ? profile(annotations.string(key))
                : Optional.empty();
    }

    private static Optional<ObjectValue> profile(String annotation) {
        return switch (annotation) {
            case "unconfined" -> Optional.of(ObjectValue.of("type", Value.of("Unconfined")));
            case "runtime/default" -> Optional.of(ObjectValue.of("type", Value.of("RuntimeDefault")));
            default -> {
                var local = annotation.startsWith(LOCAL) ? annotation.substring(LOCAL.length()) : "";
                boolean good = !local.isBlank() && local.strip().equals(local) && local.length() <= LONGEST_PROFILE;
                yield good
                        ? Optional.of(ObjectValue.builder()
                                .put("type", "Localhost")
                                .put("localhostProfile", local)
                                .build())
                        : Optional.empty();
            }
        };
    }
}
