package dev.mudi.apiserver.crd;

import dev.mudi.api.resource.PrinterColumn;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.Scope;
import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.resource.Subresource;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.resource.VersionOrder;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.ScalePaths;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The resources that a CustomResourceDefinition defines. Pure. */
final class Definitions {
    private static final Set<Verb> ALL = EnumSet.allOf(Verb.class);
    private static final Set<Verb> PARTLY = EnumSet.of(Verb.GET, Verb.PATCH, Verb.UPDATE);

    private Definitions() {}

    /** One resource a version that is served. */
    static List<ResourceDefinition> of(ObjectValue crd, DefinedVersions versions) {
        return those(crd, versions, version -> version.bool("served")).toList();
    }

    /** The resource of the version in which objects are stored, whether it is served or not. */
    static ResourceDefinition stored(ObjectValue crd, DefinedVersions versions) {
        return those(crd, versions, version -> version.bool("storage"))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ResourceDefinition> those(
            ObjectValue crd, DefinedVersions versions, Predicate<ObjectValue> which) {
        var accepted = crd.object("status").object("acceptedNames");
        var spec = accepted.isEmpty() ? crd.object("spec") : crd.object("spec").with("names", accepted);
        boolean terminating = DefinitionStatus.isTrue(crd, "Terminating");
        return spec.array("versions")
                .objects()
                .filter(which)
                .map(version -> definition(spec, version, versions, terminating));
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

    /** The fields of a version that field selectors can ask for. */
    static List<SelectableField> selectableFields(ObjectValue version) {
        return version.array("selectableFields")
                .objects()
                .map(field -> field.string("jsonPath"))
                .map(path -> SelectableField.of(path.startsWith(".") ? path.substring(1) : path))
                .toList();
    }

    private static ResourceDefinition definition(
            ObjectValue spec, ObjectValue version, DefinedVersions versions, boolean terminating) {
        var names = spec.object("names");
        var group = spec.string("group");
        boolean hasStatus = version.object("subresources").has("status");
        var name = new ResourceName(group, version.string("name"), names.string("plural"));
        var stored = storageVersion(ObjectValue.of("spec", spec));
        return ResourceDefinition.builder(
                        name,
                        names.string("kind"),
                        versions.type(name.apiVersion()).orElseThrow())
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
                .selectableFields(selectableFields(version))
                .strategy(new CustomStrategy(
                        name.apiVersion(),
                        versions,
                        hasStatus,
                        scale(version),
                        new CustomStrategy.Notice(deprecation(spec, version), terminating)))
                .storageVersion(group + "/" + stored)
                .storagePrefix(group + "/" + names.string("plural"))
                .build();
    }

    /** What clients of a version are warned of, if it is deprecated. */
    private static Optional<String> deprecation(ObjectValue spec, ObjectValue version) {
        if (!version.bool("deprecated")) {
            return Optional.empty();
        }
        if (version.has("deprecationWarning")) {
            return Optional.of(version.string("deprecationWarning"));
        }
        var kind = spec.object("names").string("kind");
        var here = spec.string("group") + "/";
        var name = version.string("name");
        var newer = spec.array("versions")
                .objects()
                .filter(other -> other.bool("served") && !other.bool("deprecated"))
                .map(other -> other.string("name"))
                .filter(other -> VersionOrder.PREFERRED_FIRST.compare(other, name) < 0)
                .min(VersionOrder.PREFERRED_FIRST);
        return Optional.of(here + name + " " + kind + " is deprecated"
                + newer.map(other -> "; use " + here + other + " " + kind).orElse(""));
    }

    private static Optional<ScalePaths> scale(ObjectValue version) {
        if (!version.object("subresources").has("scale")) {
            return Optional.empty();
        }
        var scale = version.object("subresources").object("scale");
        return Optional.of(new ScalePaths(
                path(scale.string("specReplicasPath")),
                path(scale.string("statusReplicasPath")),
                path(scale.string("labelSelectorPath"))));
    }

    private static List<String> path(String text) {
        var inner = text.startsWith(".") ? text.substring(1) : text;
        return inner.isEmpty() ? List.of() : List.of(inner.split("\\."));
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
