package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefinitionStatusTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.6Z");

    private static ObjectValue definition(String plural, String kind, String shortNames) {
        return Json.object("""
            {"metadata":{"name":"%1$s.ex.io"},
             "spec":{"group":"ex.io","names":{"plural":"%1$s","singular":"%1$s1","kind":"%2$s","listKind":"%2$sList","shortNames":%3$s},
              "versions":[{"name":"v1","served":true,"storage":true}]}}\
            """.formatted(plural, kind, shortNames));
    }

    private static ObjectValue accepted(ObjectValue crd) {
        return crd.with("status", DefinitionStatus.of(crd, List.of(), NOW));
    }

    private static ObjectValue condition(ObjectValue status, String type) {
        return status.array("conditions")
                .objects()
                .filter(one -> one.string("type").equals(type))
                .findFirst()
                .orElse(ObjectValue.EMPTY);
    }

    @Test
    void namesThatNobodyHasAreAcceptedAndEstablishTheDefinition() {
        var status = DefinitionStatus.of(definition("foos", "Foo", "[\"f\"]"), List.of(), NOW);

        assertThat(condition(status, "NamesAccepted").string("reason")).isEqualTo("NoConflicts");
        assertThat(condition(status, "Established").string("status")).isEqualTo("True");
        assertThat(condition(status, "Established").string("lastTransitionTime"))
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(status.object("acceptedNames").string("kind")).isEqualTo("Foo");
        assertThat(status.array("storedVersions").strings()).containsExactly("v1");
    }

    @Test
    void aKindThatAnotherDefinitionOfTheGroupHasIsAConflict() {
        var first = accepted(definition("foos", "Foo", "[]"));

        var status = DefinitionStatus.of(definition("bars", "Foo", "[]"), List.of(first), NOW);

        assertThat(condition(status, "NamesAccepted").string("reason")).isEqualTo("ListKindConflict");
        assertThat(condition(status, "NamesAccepted").string("message")).isEqualTo("\"FooList\" is already in use");
        assertThat(condition(status, "Established").string("reason")).isEqualTo("NotAccepted");
        assertThat(status.object("acceptedNames").string("plural")).isEqualTo("bars");
        assertThat(status.object("acceptedNames").has("kind")).isFalse();
    }

    @Test
    void shortNamesMustNotBeNamesOfOthers() {
        var first = accepted(definition("foos", "Foo", "[\"f\"]"));

        var status = DefinitionStatus.of(definition("bars", "Bar", "[\"f\",\"foos\"]"), List.of(first), NOW);

        assertThat(condition(status, "NamesAccepted").string("reason")).isEqualTo("ShortNamesConflict");
        assertThat(condition(status, "NamesAccepted").string("message"))
                .isEqualTo("[\"f\" is already in use, \"foos\" is already in use]");
    }

    @Test
    void whatIsEstablishedStaysSoWhenNewNamesConflict() {
        var first = accepted(definition("foos", "Foo", "[\"f\"]"));
        var second = accepted(definition("bars", "Bar", "[]"));
        var changed = second.withAt(Json.object("{\"a\":[\"f\"]}").array("a"), "spec", "names", "shortNames");

        var status = DefinitionStatus.of(changed, List.of(first, second), NOW);

        assertThat(condition(status, "NamesAccepted").string("status")).isEqualTo("False");
        assertThat(condition(status, "Established").string("status")).isEqualTo("True");
        assertThat(status.object("acceptedNames").has("shortNames")).isTrue();
    }

    @Test
    void groupsOfTheProjectSayWhetherTheyWereApproved() {
        var crd = definition("foos", "Foo", "[]").withAt(dev.mudi.api.tree.Value.of("x.k8s.io"), "spec", "group");
        var approved = crd.withAt(
                dev.mudi.api.tree.Value.of("https://github.com/kubernetes/kubernetes/pull/1"),
                "metadata",
                "annotations",
                "api-approved.kubernetes.io");
        var type = "KubernetesAPIApprovalPolicyConformant";

        assertThat(condition(DefinitionStatus.of(crd, List.of(), NOW), type).string("reason"))
                .isEqualTo("MissingAnnotation");
        assertThat(condition(DefinitionStatus.of(approved, List.of(), NOW), type)
                        .string("message"))
                .isEqualTo("approved in https://github.com/kubernetes/kubernetes/pull/1");
    }
}
