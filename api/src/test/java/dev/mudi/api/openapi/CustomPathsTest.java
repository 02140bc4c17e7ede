package dev.mudi.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.resource.ResourceName;
import dev.mudi.api.resource.SelectableField;
import dev.mudi.api.resource.Subresource;
import dev.mudi.api.resource.Verb;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What upstream says of the paths of custom resources otherwise than of those of its own. */
class CustomPathsTest {
    private static final String ALL = "/apis/things.x-k8s.io/v1/namespaces/{namespace}/things";

    private final ObjectValue document = document();

    private static ObjectValue document() {
        var resource = ResourceDefinition.builder(
                        new ResourceName("things.x-k8s.io", "v1", "things"), "Thing", Struct.of(List.of()))
                .subresources(
                        List.of(new Subresource("scale", "Scale", "autoscaling", "v1", Set.of(Verb.GET, Verb.UPDATE))))
                .selectableFields(List.of(SelectableField.of(".spec.color")))
                .build();
        var stated = Json.object("{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\"}}}");
        try {
            return Json.parseObject(new OpenApi("v1.36.0", one -> Optional.of(stated)).v3(List.of(resource)));
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectValue operation(String path, String method) {
        return document.object("paths").object(path).object(method);
    }

    @Test
    void partsOfGroupsBeginWithACapital() {
        var list = operation(ALL, "get");

        assertThat(list.string("operationId")).isEqualTo("listThingsXK8sIoV1NamespacedThing");
        assertThat(list.array("tags").strings()).containsExactly("thingsXK8sIo_v1");
    }

    @Test
    void nothingIsSaidOfWatches() {
        var answers = operation(ALL, "get").object("responses").object("200").object("content");

        assertThat(answers.names()).containsExactly("application/json", "application/yaml");
        assertThat(document.object("components").object("schemas").names())
                .noneMatch(name -> name.endsWith("WatchEvent") || name.endsWith("RawExtension"));
    }

    @Test
    void anObjectIsReadAtAVersion() {
        var parameters = operation(ALL + "/{name}", "get").array("parameters").objects();

        assertThat(parameters.map(parameter -> parameter.string("name"))).containsExactly("resourceVersion");
    }

    @Test
    void aScaleIsOfTheObjectsKind() {
        assertThat(operation(ALL + "/{name}/scale", "get").object("x-kubernetes-group-version-kind"))
                .isEqualTo(Json.object("{\"group\":\"things.x-k8s.io\",\"kind\":\"Thing\",\"version\":\"v1\"}"));
    }

    @Test
    void listsSayTooWhatIsSelectable() {
        for (var type : List.of("io.x-k8s.things.v1.Thing", "io.x-k8s.things.v1.ThingList")) {
            assertThat(document.object("components")
                            .object("schemas")
                            .object(type)
                            .array("x-kubernetes-selectable-fields")
                            .size())
                    .as(type)
                    .isEqualTo(1);
        }
    }
}
