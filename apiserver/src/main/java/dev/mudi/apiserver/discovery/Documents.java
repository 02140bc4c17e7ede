package dev.mudi.apiserver.discovery;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceGroup;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.resource.Subresource;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The discovery documents of a registry, as trees. Pure. */
final class Documents {
    private static final String AGGREGATED = "apidiscovery.k8s.io/";

    /** In the order in which upstream has them. */
    private static final ArrayValue CUSTOM_VERBS = ArrayValue.ofStrings(
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"));

    private Documents() {}

    static boolean isCustom(ResourceDefinition definition) {
        return definition.schema().name().isEmpty();
    }

    /** {@code /api}. */
    static ObjectValue coreVersions(String serverAddress) {
        var address = ObjectValue.builder()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress)
                .build();
        return ObjectValue.builder()
                .put("kind", "APIVersions")
                .put("versions", ArrayValue.ofStrings(List.of("v1")))
                .put("serverAddressByClientCIDRs", ArrayValue.of(address))
                .build();
    }

    /** {@code /apis}. */
    static ObjectValue groups(ResourceRegistry registry) {
        var groups = registry.groups().stream()
                .filter(group -> !group.name().isEmpty())
                .map(group -> (Value) group(group))
                .toList();
        return ObjectValue.builder()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", new ArrayValue(groups))
                .build();
    }

    /** {@code /apis/<group>}, but for the kind. */
    static ObjectValue group(ResourceGroup group) {
        var versions = group.versions().stream()
                .map(version -> (Value) version(group.name(), version))
                .toList();
        return ObjectValue.builder()
                .put("name", group.name())
                .put("versions", new ArrayValue(versions))
                .put("preferredVersion", version(group.name(), group.preferredVersion()))
                .build();
    }

    private static ObjectValue version(String group, String version) {
        return ObjectValue.EMPTY.with("groupVersion", group + "/" + version).with("version", version);
    }

    /** {@code /api/v1} and {@code /apis/<group>/<version>}. */
    static ObjectValue resources(String groupVersion, List<ResourceDefinition> definitions) {
        var resources = new ArrayList<Value>();
        for (var definition : sorted(definitions)) {
            if (!definition.verbs().isEmpty()) {
                resources.add(resource(definition));
            }
            for (var subresource : sortedSubresources(definition)) {
                resources.add(subresource(definition, subresource));
            }
        }
        var list = ObjectValue.builder().put("kind", "APIResourceList");
        if (groupVersion.contains("/")) {
            list.put("apiVersion", "v1");
        }
        return list.put("groupVersion", groupVersion)
                .put("resources", new ArrayValue(resources))
                .build();
    }

    private static List<ResourceDefinition> sorted(List<ResourceDefinition> definitions) {
        return definitions.stream()
                .sorted(Comparator.comparing(ResourceDefinition::resource))
                .toList();
    }

    /** Upstream lists those of custom resources as it makes them. */
    private static List<Subresource> sortedSubresources(ResourceDefinition definition) {
        return isCustom(definition)
                ? definition.subresources()
                : definition.subresources().stream()
                        .sorted(Comparator.comparing(Subresource::name))
                        .toList();
    }

    private static ObjectValue resource(ResourceDefinition definition) {
        var resource = ObjectValue.builder()
                .put("name", definition.resource())
                .put("singularName", definition.singular())
                .put("namespaced", definition.isNamespaced())
                .put("kind", definition.kind())
                .put("verbs", isCustom(definition) ? CUSTOM_VERBS : verbs(definition.verbs()));
        putNames(resource, definition);
        if (definition.hasVerb(Verb.WATCH)) {
            resource.put("storageVersionHash", storageVersionHash(definition));
        }
        return resource.build();
    }

    private static ObjectValue subresource(ResourceDefinition definition, Subresource subresource) {
        var resource = ObjectValue.builder()
                .put("name", definition.resource() + "/" + subresource.name())
                .put("singularName", "")
                .put("namespaced", definition.isNamespaced());
        if (!subresource.apiVersion().equals(definition.apiVersion())) {
            resource.putIfPresent("group", subresource.group()).put("version", subresource.version());
        }
        return resource.put("kind", subresource.kind())
                .put("verbs", verbs(subresource.verbs()))
                .build();
    }

    private static void putNames(ObjectValue.Builder resource, ResourceDefinition definition) {
        if (!definition.shortNames().isEmpty()) {
            resource.put("shortNames", ArrayValue.ofStrings(definition.shortNames()));
        }
        if (!definition.categories().isEmpty()) {
            resource.put("categories", ArrayValue.ofStrings(definition.categories()));
        }
    }

    private static ArrayValue verbs(Collection<Verb> verbs) {
        return ArrayValue.ofStrings(verbs.stream()
                .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList());
    }

    /** Apiserver, discovery.StorageVersionHash: eight bytes of a digest of group, version and kind of what is stored. */
    private static String storageVersionHash(ResourceDefinition definition) {
        var stored = definition.storageVersion();
        int slash = stored.indexOf('/');
        var text = (slash < 0 ? "" : stored.substring(0, slash)) + "/" + stored.substring(slash + 1) + "/"
                + definition.kind();
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** All groups, or core alone, with everything that is in them. */
    static ObjectValue aggregated(ResourceRegistry registry, boolean core, String version) {
        var items = registry.groups().stream()
                .filter(group -> group.name().isEmpty() == core)
                .map(group -> (Value) aggregatedGroup(registry, group))
                .toList();
        return ObjectValue.builder()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", AGGREGATED + version)
                .put("metadata", ObjectValue.EMPTY)
                .put("items", new ArrayValue(items))
                .build();
    }

    private static ObjectValue aggregatedGroup(ResourceRegistry registry, ResourceGroup group) {
        var versions = group.versions().stream()
                .map(version -> (Value) ObjectValue.builder()
                        .put("version", version)
                        .put("resources", aggregatedResources(registry.all(group.name(), version)))
                        .put("freshness", "Current")
                        .build())
                .toList();
        var meta = ObjectValue.builder().putIfPresent("name", group.name()).build();
        return ObjectValue.builder()
                .put("metadata", meta)
                .put("versions", new ArrayValue(versions))
                .build();
    }

    private static ArrayValue aggregatedResources(List<ResourceDefinition> definitions) {
        return new ArrayValue(sorted(definitions).stream()
                .map(definition -> (Value) aggregatedResource(definition))
                .toList());
    }

    private static ObjectValue aggregatedResource(ResourceDefinition definition) {
        var resource = ObjectValue.builder()
                .put("resource", definition.resource())
                .put("responseKind", kind(definition, definition.group(), definition.version(), definition.kind()))
                .put("scope", definition.isNamespaced() ? "Namespaced" : "Cluster")
                .put("singularResource", definition.singular())
                .put("verbs", isCustom(definition) ? CUSTOM_VERBS : verbs(definition.verbs()));
        putNames(resource, definition);
        var subresources = sortedSubresources(definition).stream()
                .map(subresource -> (Value) ObjectValue.builder()
                        .put("subresource", subresource.name())
                        .put(
                                "responseKind",
                                kind(definition, subresource.group(), subresource.version(), subresource.kind()))
                        .put("verbs", verbs(subresource.verbs()))
                        .build())
                .toList();
        if (!subresources.isEmpty()) {
            resource.put("subresources", new ArrayValue(subresources));
        }
        return resource.build();
    }

    /** Upstream leaves the group and version of its own kinds out where they are those of the resource. */
    private static ObjectValue kind(ResourceDefinition resource, String group, String version, String kind) {
        boolean own = !isCustom(resource) && group.equals(resource.group()) && version.equals(resource.version());
        return ObjectValue.builder()
                .put("group", own ? "" : group)
                .put("version", own ? "" : version)
                .put("kind", kind)
                .build();
    }
}
