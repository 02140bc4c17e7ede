package dev.mudi.api.openapi;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** What a document says of some resources: their paths, and every type they need. Trees are made one at a time. For one thread. */
final class Document implements Contents {
    private final Dialect dialect;
    private final List<ResourceDefinition> resources;
    private final CustomSchemas custom;
    private final TypeNames names = new TypeNames();
    private final SharedParameters shared = new SharedParameters();

    Document(Dialect dialect, List<ResourceDefinition> resources, CustomSchemas custom) {
        this.dialect = dialect;
        this.resources = List.copyOf(resources);
        this.custom = custom;
    }

    @Override
    public void paths(BiConsumer<String, ObjectValue> action) {
        var written = new TreeMap<String, ObjectValue>();
        for (var resource : resources) {
            var writer = new PathItems(dialect, shared, resource);
            for (var path : new ResourcePaths(resource, names).all()) {
                written.put(path.path(), writer.item(path));
            }
        }
        new DiscoveryPaths(dialect, resources).forEach(written::put);
        written.forEach(action);
    }

    /** Calls back with the key of each parameter that the paths refer to, once these are written. */
    void parameters(BiConsumer<String, ObjectValue> action) {
        shared.forEach(action);
    }

    @Override
    public void types(BiConsumer<String, ObjectValue> action) {
        var customTypes = new CustomTypes(dialect);
        var written = new TreeMap<String, ObjectValue>();
        var roots = new ArrayList<Schema>();
        for (var resource : resources) {
            var stated = custom.schemaOf(resource);
            if (stated.isPresent()) {
                var kind = kindOf(resource, resource.kind());
                written.put(names.of(resource), customTypes.object(stated.get(), kind, resource.selectableFields()));
            } else {
                roots.add(named(resource));
            }
            var listType = SchemaCatalog.builtIn().type(names.ofList(resource));
            if (listType.isPresent()) {
                roots.add(listType.get());
            } else if (resource.hasVerb(Verb.LIST)) {
                written.put(
                        names.ofList(resource),
                        customTypes.list(
                                names.of(resource),
                                kindOf(resource, resource.listKind()),
                                resource.selectableFields()));
            }
            for (var subresource : resource.subresources()) {
                SchemaCatalog.builtIn()
                        .kind(subresource.group(), subresource.version(), subresource.kind())
                        .ifPresent(roots::add);
            }
        }
        boolean kept = resources.stream().anyMatch(resource -> !resource.verbs().equals(Set.of(Verb.CREATE)));
        if (kept || dialect == Dialect.V2) {
            for (var meta : List.of("DeleteOptions", "Status", "WatchEvent", "ObjectMeta", "ListMeta")) {
                if (!meta.equals("WatchEvent") || !isOfCustomOnly()) {
                    roots.add(
                            SchemaCatalog.builtIn().type(Operation.META + meta).orElseThrow());
                }
            }
            written.put(
                    Operation.PATCH,
                    LeafTypes.type("object", "").with("description", "A patch of any of the types that are accepted."));
        }
        if (dialect == Dialect.V3 && !isOfCustomOnly()) {
            roots.add(SchemaCatalog.builtIn().type(DiscoveryPaths.RESOURCES).orElseThrow());
        }
        if (dialect == Dialect.V2) {
            written.put(DiscoveryPaths.INFO, DiscoveryPaths.info(dialect));
            DiscoveryPaths.TYPES.forEach(
                    type -> roots.add(SchemaCatalog.builtIn().type(type).orElseThrow()));
        }
        var definitions = new TypeDefinitions(dialect, SchemaCatalog.builtIn().descriptions(), kinds());
        TypeDefinitions.reachable(roots).forEach((name, type) -> written.put(name, definitions.definition(type)));
        written.forEach(action);
    }

    private boolean isOfCustomOnly() {
        return resources.stream().allMatch(ResourcePaths::isCustom);
    }

    private Struct named(ResourceDefinition resource) {
        var schema = resource.schema();
        return schema.name().isEmpty() ? new Struct(names.of(resource), schema.traits(), schema::fields) : schema;
    }

    private static ObjectValue kindOf(ResourceDefinition resource, String kind) {
        return TypeNames.groupVersionKind(resource.group(), resource.version(), kind);
    }

    private Map<String, ArrayValue> kinds() {
        var kinds = new TreeMap<String, ArrayValue>();
        for (var kind : SchemaCatalog.builtIn().kinds()) {
            kinds.put(
                    kind.type().name(),
                    ArrayValue.of(TypeNames.groupVersionKind(kind.group(), kind.version(), kind.kind())));
        }
        for (var resource : resources) {
            kinds.putIfAbsent(names.of(resource), ArrayValue.of(kindOf(resource, resource.kind())));
        }
        kinds.putAll(DiscoveryPaths.kinds());
        kinds.put(Operation.STATUS, ArrayValue.of(TypeNames.groupVersionKind("", "v1", "Status")));
        kinds.put(Operation.DELETE_OPTIONS, everywhere("DeleteOptions"));
        kinds.put(Operation.META + "WatchEvent", everywhere("WatchEvent"));
        return kinds;
    }

    /** A kind that every group and version has, and the core group always. */
    private ArrayValue everywhere(String kind) {
        var all = Stream.concat(
                        Stream.of(TypeNames.groupVersionKind("", "v1", kind)),
                        resources.stream().map(resource -> kindOf(resource, kind)))
                .map(one -> (Value) one)
                .distinct()
                .toList();
        return new ArrayValue(all);
    }
}
