package dev.mudi.apiserver.discovery;

import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.Presence;
import dev.mudi.api.schema.Schema;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import java.util.List;
import java.util.Optional;

/**
 * The messages of apidiscovery.k8s.io/v2, as far as {@link Documents} fills them. The sources of the schemas leave the group out, since no
 * API description has it.
 */
final class AggregatedTypes {
    private static final Struct KIND = struct(
            "io.k8s.apimachinery.pkg.apis.meta.v1.GroupVersionKind",
            field("group", 1, Leaf.STRING),
            field("version", 2, Leaf.STRING),
            field("kind", 3, Leaf.STRING));

    private static final Struct SUBRESOURCE = struct(
            "io.k8s.api.apidiscovery.v2.APISubresourceDiscovery",
            field("subresource", 1, Leaf.STRING),
            field("responseKind", 2, KIND),
            field("verbs", 4, ListSchema.of(Leaf.STRING)));

    private static final Struct RESOURCE = struct(
            "io.k8s.api.apidiscovery.v2.APIResourceDiscovery",
            field("resource", 1, Leaf.STRING),
            field("responseKind", 2, KIND),
            field("scope", 3, Leaf.STRING),
            field("singularResource", 4, Leaf.STRING),
            field("verbs", 5, ListSchema.of(Leaf.STRING)),
            field("shortNames", 6, ListSchema.of(Leaf.STRING)),
            field("categories", 7, ListSchema.of(Leaf.STRING)),
            field("subresources", 8, ListSchema.of(SUBRESOURCE)));

    private static final Struct VERSION = struct(
            "io.k8s.api.apidiscovery.v2.APIVersionDiscovery",
            field("version", 1, Leaf.STRING),
            field("resources", 2, ListSchema.of(RESOURCE)),
            field("freshness", 3, Leaf.STRING));

    private static final Struct GROUP = struct(
            "io.k8s.api.apidiscovery.v2.APIGroupDiscovery",
            field("metadata", 1, SchemaCatalog.builtIn().objectMeta()),
            field("versions", 2, ListSchema.of(VERSION)));

    /** The whole document. */
    static final Struct GROUPS = struct(
            "io.k8s.api.apidiscovery.v2.APIGroupDiscoveryList",
            field("metadata", 1, SchemaCatalog.builtIn().listMeta()),
            field("items", 2, ListSchema.of(GROUP)));

    private AggregatedTypes() {}

    private static Struct struct(String name, Field... fields) {
        var list = List.of(fields);
        return new Struct(name, Struct.Traits.NONE, () -> list);
    }

    private static Field field(String name, int number, Schema type) {
        return new Field(
                name,
                type,
                false,
                Presence.KEPT_WHEN_GIVEN,
                Field.Patch.NONE,
                new Field.ProtoNumber(List.of(), number),
                Optional.empty());
    }
}
