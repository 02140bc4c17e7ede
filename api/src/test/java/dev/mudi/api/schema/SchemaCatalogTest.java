package dev.mudi.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.UpstreamTable;
import dev.mudi.api.codec.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchemaCatalogTest {
    private final SchemaCatalog catalog = SchemaCatalog.builtIn();

    /** The type of upstream's short name, {@code core.v1.Pod}. */
    private Optional<Struct> type(String shortName) {
        return Stream.of(
                        "io.k8s.api.",
                        "io.k8s.apimachinery.pkg.apis.",
                        "io.k8s.apiextensions-apiserver.pkg.apis.",
                        "io.k8s.kube-aggregator.pkg.apis.")
                .map(prefix -> catalog.type(prefix + shortName))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Schema field(String type, String name) {
        return type(type).orElseThrow().field(name).orElseThrow().schema();
    }

    @Test
    void knowsEveryListTypeMergeKeyAndAtomicMapOfUpstreamAndNoOther() {
        var wanted = new ArrayList<String>();
        for (var row : UpstreamTable.rows("list-semantics")) {
            var list = row.get("list-type");
            // caBundle is bytes, which no list type can change; a map of texts is granular anyway.
            if (row.get("field").equals("caBundle") || row.get("field").equals("allocatedResourceStatuses")) {
                continue;
            }
            wanted.add(String.join(
                    " ",
                    row.get("type"),
                    row.get("field"),
                    list,
                    row.get("list-map-keys"),
                    row.get("patch-strategy"),
                    row.get("patch-merge-key"),
                    row.get("map-type")));
        }
        var found = new ArrayList<String>();
        for (var type : catalog.types()) {
            var name = type.name().replaceFirst("^io\\.k8s\\.(api|[a-z-]+\\.pkg\\.apis)\\.", "");
            if (type.traits().atomic()) {
                found.add(name + " .     atomic");
            }
            for (var field : type.fields()) {
                var said = said(field);
                if (!said.isBlank()) {
                    found.add(name + " " + field.name() + " " + said);
                }
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
    }

    private static String said(Field field) {
        var listType = "";
        var keys = "";
        var mapType = "";
        switch (field.schema()) {
            case ListSchema list -> {
                listType = list.kind() == ListSchema.Kind.UNSPECIFIED
                        ? ""
                        : list.kind().name().toLowerCase(Locale.ROOT);
                keys = String.join(",", list.keys());
            }
            case MapSchema map -> mapType = map.atomic() ? "atomic" : "";
            case Struct struct ->
                mapType = differsHere(struct) ? struct.traits().atomic() ? "atomic" : "granular" : "";
            case Leaf ignored -> {}
        }
        return String.join(
                " ", listType, keys, field.patch().strategy(), field.patch().mergeKey(), mapType);
    }

    private static boolean differsHere(Struct struct) {
        var shared = SchemaCatalog.builtIn().type(struct.name()).orElseThrow();
        return struct.traits().atomic() != shared.traits().atomic();
    }

    @Test
    void knowsEveryDefaultThatTheApiDescriptionStates() {
        for (var row : UpstreamTable.rows("defaults-enums")) {
            var value = type(row.get("type"))
                    .flatMap(type -> type.field(row.get("field")))
                    .flatMap(Field::defaultValue);
            assertThat(value)
                    .as("%s.%s", row.get("type"), row.get("field"))
                    .hasValueSatisfying(one -> assertThat(new String(Json.write(one), StandardCharsets.UTF_8))
                            .isEqualTo(row.get("default")));
        }
    }

    @Test
    void hasATypeForTheKindOfEveryResource() {
        for (var row : UpstreamTable.rows("resources")) {
            var group = row.get("group").equals("core") ? "" : row.get("group");
            if (!row.get("resource").contains("/")) {
                assertThat(catalog.kind(group, row.get("version"), row.get("kind")))
                        .as(row.toString())
                        .isPresent();
            }
        }
    }

    @Test
    void findsKindsOfMetaUnderEveryGroup() {
        assertThat(catalog.kind("apps", "v1", "DeleteOptions")).isPresent();
        assertThat(catalog.kind("", "v1", "Status")).isPresent();
        assertThat(catalog.kind("autoscaling", "v1", "Scale")).isPresent();
        assertThat(catalog.kind("", "v1", "NoSuchThing")).isEmpty();
    }

    @Test
    void tellsKubernetesSpecialTypesApart() {
        assertThat(field("meta.v1.ObjectMeta", "creationTimestamp")).isEqualTo(Leaf.TIME);
        assertThat(field("coordination.v1.LeaseSpec", "renewTime")).isEqualTo(Leaf.MICRO_TIME);
        assertThat(field("coordination.v1beta1.LeaseCandidateSpec", "renewTime"))
                .isEqualTo(Leaf.MICRO_TIME);
        assertThat(field("core.v1.ServicePort", "targetPort")).isEqualTo(Leaf.INT_OR_STRING);
        assertThat(field("core.v1.ResourceRequirements", "limits")).isEqualTo(new MapSchema(Leaf.QUANTITY, false));
        assertThat(field("core.v1.Secret", "data")).isEqualTo(new MapSchema(Leaf.BYTES, false));
        assertThat(field("apps.v1.ControllerRevision", "data")).isEqualTo(Leaf.RAW_EXTENSION);
        assertThat(field("meta.v1.ManagedFieldsEntry", "fieldsV1")).isEqualTo(Leaf.FIELDS_V1);
        assertThat(field("apiextensions.v1.JSONSchemaProps", "default")).isEqualTo(Leaf.ANY);
        assertThat(field("apiextensions.v1.JSONSchemaProps", "$ref")).isEqualTo(Leaf.STRING);
        assertThat(field("core.v1.PodSpec", "terminationGracePeriodSeconds")).isEqualTo(Leaf.INT64);
        assertThat(field("authentication.v1.UserInfo", "extra"))
                .isEqualTo(new MapSchema(ListSchema.of(Leaf.STRING), false));
    }

    @Test
    void sharesNamedTypesAndLetsThemReferToThemselves() {
        var spec = field("core.v1.Pod", "spec");
        assertThat(field("core.v1.PodTemplateSpec", "spec")).isSameAs(spec);
        var props = type("apiextensions.v1.JSONSchemaProps").orElseThrow();
        assertThat(props.field("not").orElseThrow().schema()).isSameAs(props);
    }

    @Test
    void knowsProtobufNumbersAlsoOfWhatJsonInlines() {
        var volume = type("core.v1.Volume").orElseThrow();
        assertThat(volume.field("emptyDir").orElseThrow().number()).isEqualTo(new Field.ProtoNumber(List.of(2), 2));
        assertThat(type("core.v1.PodSpec")
                        .orElseThrow()
                        .field("initContainers")
                        .orElseThrow()
                        .number())
                .isEqualTo(new Field.ProtoNumber(List.of(), 20));
        assertThat(type("admissionregistration.v1.NamedRuleWithOperations")
                        .orElseThrow()
                        .field("apiGroups")
                        .orElseThrow()
                        .number())
                .isEqualTo(new Field.ProtoNumber(List.of(2, 2), 1));
    }

    @Test
    void keepsTheDescriptionsOfKindsAndFields() {
        var descriptions = catalog.descriptions();
        var pod = type("core.v1.Pod").orElseThrow();
        assertThat(descriptions.of(pod)).contains("collection of containers");
        assertThat(descriptions.of(pod, pod.field("spec").orElseThrow())).contains("desired behavior");
    }

    @Test
    void writesFieldsInTheOrderOfTheKubernetesTypes() {
        assertThat(type("core.v1.Pod").orElseThrow().fields().stream().map(Field::name))
                .containsExactly("kind", "apiVersion", "metadata", "spec", "status");
        assertThat(type("core.v1.ContainerPort").orElseThrow().fields().stream().map(Field::name))
                .containsExactly("name", "hostPort", "containerPort", "protocol", "hostIP");
    }
}
