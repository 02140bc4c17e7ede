package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.jsonschema.ValueValidation;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Loopback;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomResourcesTest {
    private static final String SCHEMA = """
        {"type":"object","properties":{"spec":{"type":"object","required":["schedule"],"properties":{
          "schedule":{"type":"string","minLength":2},
          "image":{"type":"string","default":"busybox"},
          "level":{"type":"string","enum":["a","b"]},
          "replicas":{"type":"integer","minimum":1,"maximum":10},
          "port":{"x-kubernetes-int-or-string":true},
          "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
          "any":{"type":"object","additionalProperties":true},
          "parts":{"type":"object","additionalProperties":{"type":"object","x-kubernetes-embedded-resource":true,
            "x-kubernetes-preserve-unknown-fields":true}},
          "items":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
            "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"n":{"type":"integer","default":1}}}}}},
         "status":{"type":"object","properties":{"phase":{"type":"string"}}}}}\
        """;

    private static final String DEFINITION = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
         "metadata":{"name":"crontabs.example.com"},
         "spec":{"group":"example.com","scope":"Namespaced",
          "names":{"plural":"crontabs","singular":"crontab","kind":"CronTab"},
          "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
           "schema":{"openAPIV3Schema":%s}}]}}\
        """.formatted(SCHEMA);

    private final CustomSchema schema = new CustomSchema(Json.object(SCHEMA));

    private static ObjectValue tab(String spec) {
        return Json.object(
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"CronTab\",\"metadata\":{\"name\":\"a\"},\"spec\":" + spec
                        + "}");
    }

    private List<String> complaints(String spec) {
        var errors = new FieldErrors();
        new ValueValidation(errors).validate(tab(spec), schema.tree());
        return errors.list().stream().map(FieldError::message).toList();
    }

    @Test
    void unknownFieldsArePrunedUnlessTheSchemaKeepsThem() throws MalformedException {
        var decoded = Decoder.decode(
                tab("{\"schedule\":\"*"
                        + " *\",\"bogus\":1,\"open\":{\"x\":{\"y\":2}},\"items\":[{\"name\":\"i\",\"z\":1}]}"),
                schema.objectType());

        assertThat(decoded.object().object("spec"))
                .isEqualTo(
                        Json.object("{\"schedule\":\"* *\",\"open\":{\"x\":{\"y\":2}},\"items\":[{\"name\":\"i\"}]}"));
        assertThat(decoded.strictErrors())
                .containsExactlyInAnyOrder("unknown field \"spec.bogus\"", "unknown field \"spec.items[0].z\"");
    }

    @Test
    void whereTheSchemaHasAnotherTypeNoFieldOfAnObjectIsKnown() throws MalformedException {
        var decoded = Decoder.decode(
                tab("{\"schedule\":{\"a\":1},\"port\":[1,{\"b\":2}],\"items\":{\"c\":3},\"open\":[{\"d\":4}],"
                        + "\"any\":{\"e\":{\"f\":5}},\"level\":null}"),
                schema.objectType());

        assertThat(decoded.object().object("spec"))
                .isEqualTo(Json.object("{\"schedule\":{},\"level\":null,\"port\":[1,{}],\"open\":[{\"d\":4}],"
                        + "\"items\":{},\"any\":{\"e\":{}}}"));
        assertThat(decoded.strictErrors())
                .containsExactlyInAnyOrder(
                        "unknown field \"spec.schedule.a\"",
                        "unknown field \"spec.port[1].b\"",
                        "unknown field \"spec.items.c\"",
                        "unknown field \"spec.any.e.f\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'apiVersion':1}     | spec.parts[a].apiVersion: Invalid value: 1: must be a string",
                "{'kind':null}        | spec.parts[a].kind: Invalid value: null: must be a string",
                "{'metadata':[]}      | spec.parts[a].metadata: Invalid value: []: json: cannot unmarshal array into Go value of type v1.ObjectMeta",
                "{'metadata':{'labels':{'x':1}}} | spec.parts[a].metadata: Invalid value: {\"labels\":{\"x\":1}}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string"
            })
    void anObjectInAnObjectIsReadAtOnce(String part, String refusal) throws MalformedException {
        assertThatThrownBy(() ->
                        Decoder.decode(tab("{\"parts\":{\"a\":" + part.replace('\'', '"') + "}}"), schema.objectType()))
                .hasMessage(refusal);
        assertThat(Decoder.decode(tab("{\"parts\":{\"a\":{\"metadata\":null}}}"), schema.objectType())
                        .object()
                        .object("spec")
                        .object("parts")
                        .object("a"))
                .isEqualTo(Json.object("{\"metadata\":{}}"));
    }

    @Test
    void defaultsReachIntoLists() {
        var defaulted = schema.defaulted(tab("{\"schedule\":\"* *\",\"image\":null,\"items\":[{\"name\":\"i\"}]}"));

        assertThat(defaulted.object("spec").string("image")).isEqualTo("busybox");
        assertThat(defaulted.object("spec").array("items").object(0).integer("n", 0))
                .isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidInUpstreamsWords() {
        assertThat(complaints("{\"schedule\":7,\"replicas\":20,\"level\":\"c\",\"port\":true}"))
                .contains(
                        "spec.schedule: Invalid value: \"integer\": spec.schedule in body must be of type string:"
                                + " \"integer\"",
                        "spec.replicas: Invalid value: 20: spec.replicas in body should be less than or equal to 10",
                        "spec.level: Unsupported value: \"c\": supported values: \"a\", \"b\"")
                .hasSize(4);
        assertThat(complaints("{}")).containsExactly("spec.schedule: Required value");
    }

    @Test
    void aDefinitionIsServedWithItsObjectsUntilItIsDeleted(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (var dev = DevServer.start(directory, 0)) {
            var loopback = new Loopback(dev.server()::handle);
            var definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
            var tabs = "/apis/example.com/v1/namespaces/default/crontabs";
            loopback.create(definitions, Json.object(DEFINITION));
            await().until(() -> loopback.get(definitions + "/crontabs.example.com")
                    .filter(crd -> crd.object("status").array("conditions").size() == 2)
                    .isPresent());

            var created = loopback.create(tabs, tab("{\"schedule\":\"* *\"}"));
            assertThat(created.object("spec").string("image")).isEqualTo("busybox");
            assertThat(created.object("metadata").integer("generation", 0)).isEqualTo(1);
            assertThatThrownBy(() -> loopback.update(tabs + "/a", created.withAt(Value.of(11), "spec", "replicas")))
                    .isInstanceOf(StatusException.class)
                    .hasMessageContaining("should be less than or equal to 10");
            var withStatus = loopback.update(tabs + "/a/status", created.withAt(Value.of("Done"), "status", "phase"));
            assertThat(withStatus.object("status").string("phase")).isEqualTo("Done");
            assertThat(withStatus.object("metadata").integer("generation", 0)).isEqualTo(1);

            loopback.delete(definitions + "/crontabs.example.com");
            await().until(() ->
                    loopback.get(definitions + "/crontabs.example.com").isEmpty());
            await().until(() -> loopback.get(tabs).isEmpty()); // refuses objects as being removed until then
            assertThatThrownBy(() -> loopback.create(tabs, tab("{\"schedule\":\"* *\"}")))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
