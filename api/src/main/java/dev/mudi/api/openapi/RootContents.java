package dev.mudi.api.openapi;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** What a v3 document says of one path that is above the resources: of groups, of a group, of the server. */
record RootContents(DiscoveryPaths.Root root) implements Contents {
    /** The places of all of them, below {@code /openapi/v3/}. */
    static Collection<String> places(Collection<ResourceDefinition> resources) {
        var places = new TreeSet<String>();
        DiscoveryPaths.roots(resources).forEach(root -> places.add(root.place()));
        return places;
    }

    @Override
    public void paths(BiConsumer<String, ObjectValue> action) {
        action.accept(root.path(), root.item());
    }

    @Override
    public void types(BiConsumer<String, ObjectValue> action) {
        if (root.type().equals(DiscoveryPaths.INFO)) {
            action.accept(DiscoveryPaths.INFO, DiscoveryPaths.info(Dialect.V3));
        } else if (!root.type().isEmpty()) {
            var catalog = SchemaCatalog.builtIn();
            var type = catalog.type(root.type()).orElseThrow();
            var definitions = new TypeDefinitions(Dialect.V3, catalog.descriptions(), DiscoveryPaths.kinds());
            new TreeMap<>(TypeDefinitions.reachable(List.of(type)))
                    .forEach((name, schema) -> action.accept(name, definitions.definition(schema)));
        }
    }
}
