package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
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

class CustomRulesTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{"spec":{"type":"object",
              "x-kubernetes-validations":[
                {"rule":"self.replicas <= self.limit","messageExpression":"self.limit == 3 ? 'at most three' : 'too many'","fieldPath":".replicas"},
                {"rule":"self.limit >= oldSelf.limit","message":"limit must not shrink","reason":"FieldValueForbidden"}],
              "properties":{
                "replicas":{"type":"integer","default":1},
                "limit":{"type":"integer","default":3},
                "level":{"type":"string","maxLength":1},
                "names":{"type":"array","maxItems":9,"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],"items":{
                  "type":"object","required":["name"],"properties":{
                    "name":{"type":"string"},
                    "text":{"type":"string","maxLength":9,"x-kubernetes-validations":[{"rule":"self.matches('^[a-z]+$')"}]}}}}}},
             "status":{"type":"object","properties":{"phase":{"type":"string",
               "x-kubernetes-validations":[{"rule":"self != 'Wrong'"}]}}}}}""";

    private static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"ruleds.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced",
              "names":{"plural":"ruleds","singular":"ruled","kind":"Ruled"},
              "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
               "schema":{"openAPIV3Schema":%s}}]}}""";

    private final CustomRules rules = new CustomRules(Json.object(SCHEMA));

    private static ObjectValue ruled(String spec) {
        return Json.object(
                "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Ruled\",\"metadata\":{\"name\":\"a\"},\"spec\":" + spec
                        + "}");
    }

    private List<String> complaints(String next, String current) {
        var errors = new FieldErrors();
        rules.validateUpdate(ruled(next), ruled(current), errors);
        return messages(errors);
    }

    private static List<String> messages(FieldErrors errors) {
        return errors.list().stream().map(FieldError::message).toList();
    }

    @Test
    void rulesAreNotAskedAboutAnObjectThatTheyCouldNotRead() {
        var errors = new FieldErrors();
        errors.required(FieldPath.of("spec.name"), "");

        rules.validate(ruled("{\"replicas\":9,\"limit\":3}"), errors);

        assertThat(messages(errors))
                .containsExactly(
                        "spec.name: Required value",
                        "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
    }

    @Test
    void anUpdateMayLeaveWhatItDidNotTouch() {
        var broken = "{\"replicas\":1,\"limit\":3,\"names\":[{\"name\":\"x\",\"text\":\"7\"}]}";

        assertThat(complaints(
                        "{\"replicas\":2,\"limit\":3,\"names\":[{\"name\":\"y\",\"text\":\"a\"},{\"name\":\"x\",\"text\":\"7\"}]}",
                        broken))
                .isEmpty();
        assertThat(complaints(
                        "{\"replicas\":2,\"limit\":3,\"names\":[{\"name\":\"y\",\"text\":\"8\"},{\"name\":\"x\",\"text\":\"7\"}]}",
                        broken))
                .containsExactly("spec.names[0].text: Invalid value: \"8\": failed rule: self.matches('^[a-z]+$')");
    }

    @Test
    void whatAnUpdateLeavesBrokenIsWarnedOf() {
        var broken = "{\"replicas\":1,\"limit\":3,\"names\":[{\"name\":\"x\",\"text\":\"7\"}]}";

        assertThat(rules.warnings(ruled(broken.replace(":1", ":2")), ruled(broken)))
                .containsExactly("spec.names[0].text: Invalid value: \"7\": failed rule: self.matches('^[a-z]+$')");
    }

    @Test
    void errorsOfValuesThatStayAsTheyWereAreForgiven() {
        var found = new FieldErrors();
        found.invalid(FieldPath.of("spec.level"), Value.of("long"), "too long");
        found.invalid(FieldPath.of("spec.replicas"), Value.of(7), "too many");
        var errors = new FieldErrors();

        rules.keepNew(
                found,
                ruled("{\"replicas\":7,\"level\":\"long\"}"),
                ruled("{\"replicas\":6,\"level\":\"long\"}"),
                errors);

        assertThat(messages(errors)).containsExactly("spec.replicas: Invalid value: 7: too many");
    }

    @Test
    void rulesHoldForWhatTheServerStores(@TempDir Path directory) throws IOException, InterruptedException {
        try (var dev = DevServer.start(directory, 0)) {
            var loopback = new Loopback(dev.server()::handle);
            var definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
            var ruleds = "/apis/example.com/v1/namespaces/default/ruleds";
            assertThatThrownBy(() -> loopback.create(
                            definitions, Json.object(DEFINITION.formatted(SCHEMA.replace("!= 'Wrong'", "!= 7")))))
                    .isInstanceOf(StatusException.class)
                    .hasMessageContaining(
                            "spec.validation.openAPIV3Schema.properties[status].properties[phase].x-kubernetes-validations[0].rule: Invalid value")
                    .hasMessageContaining(
                            "compilation failed: ERROR: <input>:1:6: found no matching overload for '_!=_' applied to '(string, int)'");
            loopback.create(definitions, Json.object(DEFINITION.formatted(SCHEMA)));
            await().until(() -> loopback.get(definitions + "/ruleds.example.com")
                    .filter(crd -> crd.object("status").array("conditions").size() == 2)
                    .isPresent());
            await().ignoreExceptions().until(() -> loopback.get(ruleds).isPresent());

            assertThatThrownBy(() -> loopback.create(ruleds, ruled("{\"replicas\":4}")))
                    .isInstanceOf(StatusException.class)
                    .hasMessage("Ruled.example.com \"a\" is invalid: spec.replicas: Invalid value: at most three");
            var created = loopback.create(ruleds, ruled("{\"replicas\":2}"));
            assertThatThrownBy(() -> loopback.update(ruleds + "/a", created.withAt(Value.of(2), "spec", "limit")))
                    .isInstanceOf(StatusException.class)
                    .hasMessage("Ruled.example.com \"a\" is invalid: spec: Forbidden: limit must not shrink");
            assertThatThrownBy(() ->
                            loopback.update(ruleds + "/a/status", created.withAt(Value.of("Wrong"), "status", "phase")))
                    .isInstanceOf(StatusException.class)
                    .hasMessageContaining("status.phase: Invalid value: \"Wrong\": failed rule: self != 'Wrong'");
        }
    }
}
