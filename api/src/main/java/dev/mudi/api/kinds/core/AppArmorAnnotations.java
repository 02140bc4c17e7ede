package dev.mudi.api.kinds.core;

import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
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

    /** What is said of annotations by which a new pod was to have profiles: of those that say more than its fields. */
    static List<String> warnings(ObjectValue pod) {
        var annotations = pod.object("metadata").object("annotations");
        var spec = pod.object("spec");
        if (annotations.isEmpty() || spec.object("os").string("name").equals("windows")) {
            return List.of();
        }
        var ofPod = spec.object("securityContext").get("appArmorProfile");
        return CONTAINER_LISTS.stream()
                .flatMap(list -> spec.array(list).objects())
                .filter(container -> !container.object("securityContext").has("appArmorProfile"))
                .map(container -> PREFIX + container.string("name"))
                .filter(annotations::has)
                .filter(key -> ofPod.isEmpty()
                        || !Optional.<Value>of(profile(annotations.string(key)).orElse(ObjectValue.EMPTY))
                                .equals(ofPod))
                .map(AppArmorAnnotations::deprecated)
                .toList();
    }

    private static String deprecated(String key) {
        return FieldPath.of("metadata", "annotations").key(key)
                + ": deprecated since v1.30; use the \"appArmorProfile\" field instead";
    }

    /** A new pod's annotations and fields say the same. */
    static void mustMatch(At annotations, At spec) {
        if (spec.at("os", "name").is("windows")) {
            return;
        }
        for (var container : PodValidation.containers(spec)) {
            var key = PREFIX + container.at("name").text();
            var own = container.at("securityContext", "appArmorProfile");
            var profile = own.isSet() ? own : spec.at("securityContext", "appArmorProfile");
            if (profile.isSet() && annotations.object().has(key)) {
                mustMatch(annotations.object().string(key), profile.object(), own);
            }
        }
    }

    private static void mustMatch(String annotation, ObjectValue profile, At at) {
        boolean isLocal = profile.string("type").equals("Localhost");
        boolean matches = switch (profile.string("type")) {
            case "Unconfined" -> annotation.equals("unconfined");
            case "RuntimeDefault" -> annotation.equals("runtime/default");
            case "Localhost" -> annotation.startsWith(LOCAL);
            default -> true;
        };
        if (!matches) {
            at.at("type").forbidden("apparmor type in annotation and field must match");
        } else if (isLocal && !annotation.equals(LOCAL + profile.string("localhostProfile"))) {
            at.at("localhostProfile").forbidden("apparmor profile in annotation and field must match");
        }
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
