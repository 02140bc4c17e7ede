package dev.mudi.api.openapi;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What documents call the types of resources. Custom ones get names by the reversed group, as upstream gives them. */
final class TypeNames {

    /** The name of the type of an object. */
    String of(ResourceDefinition resource) {
        var name = resource.schema().name();
        return name.isEmpty() ? custom(resource, resource.kind()) : name;
    }

    /** The name of the type of a list. */
    String ofList(ResourceDefinition resource) {
        return SchemaCatalog.builtIn()
                .kind(resource.group(), resource.version(), resource.listKind())
                .map(type -> type.name())
                .orElseGet(() -> custom(resource, resource.listKind()));
    }

    private static String custom(ResourceDefinition resource, String kind) {
        var parts = new ArrayList<>(List.of(resource.group().split("\\.")));
        Collections.reverse(parts);
        return String.join(".", parts) + "." + resource.version() + "." + kind;
    }

    static ObjectValue groupVersionKind(String group, String version, String kind) {
        return ObjectValue.builder()
                .put("group", group)
                .put("kind", kind)
                .put("version", version)
                .build();
    }

    /** {@code CoreV1}, {@code RbacAuthorizationV1}: what ids of operations carry. */
    static String groupInIds(ResourceDefinition resource) {
        return parts(resource).map(ResourcePaths::capital).collect(Collectors.joining())
                + ResourcePaths.capital(resource.version());
    }

    /** {@code core_v1}, {@code rbacAuthorization_v1}: the tag of operations. */
    static String tag(ResourceDefinition resource) {
        var camel = parts(resource).map(ResourcePaths::capital).collect(Collectors.joining());
        return camel.substring(0, 1).toLowerCase(Locale.ROOT) + camel.substring(1) + "_" + resource.version();
    }

    private static Stream<String> parts(ResourceDefinition resource) {
        return resource.group().isEmpty()
                ? Stream.of("core")
                : Stream.of(resource.group().replace(".k8s.io", "").split("[.-]"));
    }
}
