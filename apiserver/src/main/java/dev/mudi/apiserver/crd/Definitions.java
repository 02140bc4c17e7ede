package dev.mudi.apiserver.crd;

import dev.mudi.api.resource.PrinterColumn;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.Scope;
import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.resource.Subresource;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The resources that a CustomResourceDefinition defines. Pure. */
final class Definitions {
    private static final Set<Verb> ALL = EnumSet.allOf(Verb.class);
    private static final Set<Verb> PARTLY = EnumSet.of(Verb.GET, Verb.PATCH, Verb.UPDATE);

    private Definitions() {}

    /** One resource a version that is served. */
    static List<ResourceDefinition> of(ObjectValue crd) {
        return crd.object("spec")
                .array("versions")
                .objects()
                .filter(version -> version.bool("served"))
                .map(version -> definition(crd.object("spec"), version))
                .toList();
    }

    /** The name of the version in which objects are stored. */
    static String storageVersion(ObjectValue crd) {
        return crd.object("spec")
                .array("versions")
                .objects()
                .filter(version -> version.bool("storage"))
                .map(version -> version.string("name"))
                .findFirst()
                .orElse("");
    }

    /** The schema of a version. */
    static ObjectValue schema(ObjectValue version) {
        return version.object("schema").object("openAPIV3Schema");
    }

    private static ResourceDefinition definition(ObjectValue spec, ObjectValue version) {
        var names = spec.object("names");
        var group = spec.string("group");
        var schema = new CustomSchema(schema(version));
        boolean hasStatus = version.object("subresources").has("status");
        var name = new ResourceName(group, version.string("name"), names.string("plural"));
        var stored = storageVersion(ObjectValue.of("spec", spec));
        return ResourceDefinition.builder(name, names.string("kind"), schema.objectType())
                .listKind(names.string("listKind"))
                .singular(names.string("singular"))
                .scope(spec.string("scope").equals("Cluster") ? Scope.CLUSTER : Scope.NAMESPACED)
                .verbs(ALL)
                .shortNames(names.array("shortNames").strings().toList())
                .categories(names.array("categories").strings().toList())
                .subresources(subresources(version, name, names.string("kind"), hasStatus))
                .columns(version.array("additionalPrinterColumns")
                        .objects()
                        .map(Definitions::column)
                        .toList())
                .selectableFields(version.array("selectableFields")
                        .objects()
                        .map(field -> field.string("jsonPath"))
                        .map(path -> SelectableField.of(path.startsWith(".") ? path.substring(1) : path))
                        .toList())
                .strategy(new CustomStrategy(schema, hasStatus))
                .storageVersion(group + "/" + stored)
                .storagePrefix(group + "/" + names.string("plural"))
                .build();
    }

    private static List<Subresource> subresources(
            ObjectValue version, ResourceName name, String kind, boolean hasStatus) {
        var subresources = new ArrayList<Subresource>();
        if (hasStatus) {
            subresources.add(new Subresource("status", kind, name.group(), name.version(), PARTLY));
        }
        if (version.object("subresources").has("scale")) {
            subresources.add(new Subresource("scale", "Scale", "autoscaling", "v1", PARTLY));
        }
        return subresources;
    }

    private static PrinterColumn column(ObjectValue column) {
        return new PrinterColumn(
                column.string("name"),
                column.string("type"),
                column.string("format"),
                column.string("description"),
                (int) column.integer("priority", 0),
                column.string("jsonPath"));
    }
}
