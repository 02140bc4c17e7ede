package dev.mudi.api.kinds.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.validation.At;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream takes what all versions have alike out of them before it validates; selectable fields and schema have to end up in the
 * same place (apiextensions, validation.go).
 */
class SelectableFieldsTest {
    private static String version(String name, String property, String field) {
        return """
                {"name":"%1$s","served":true,"storage":%2$s,"selectableFields":[{"jsonPath":".%4$s"}],"schema":{"openAPIV3Schema":{
                 "type":"object","properties":{"%3$s":{"type":"string"},"same":{"type":"string"}}}}}\
                """.formatted(name, name.equals("v1"), property, field);
    }

    private static List<String> complaints(String... versions) {
        var definition = Json.object("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"tabs.example.com"},
                 "spec":{"group":"example.com","scope":"Cluster",
                  "names":{"plural":"tabs","singular":"tab","kind":"Tab","listKind":"TabList"},"versions":[%s]},
                 "status":{"storedVersions":["v1"]}}
                """.formatted(String.join(",", versions)));
        var errors = new FieldErrors();
        DefinitionValidation.create(At.root(definition, errors));
        return errors.list().stream().map(FieldError::message).toList();
    }

    @Test
    void mayDifferWhereSchemasDiffer() {
        assertThat(complaints(version("v1", "a", "a"), version("v2", "b", "b"))).isEmpty();
        assertThat(complaints(version("v1", "a", "same"), version("v2", "a", "same")))
                .isEmpty();
    }

    @Test
    void mayNotDifferWhereSchemasDoNot() {
        var complaint = ".selectableFields: Invalid value: \"\": may only be set when"
                + " `version.schema.openAPIV3Schema` is not included";
        assertThat(complaints(version("v1", "a", "a"), version("v2", "a", "same")))
                .containsExactly("spec.versions[0]" + complaint, "spec.versions[1]" + complaint);
    }

    @Test
    void mayNotBeAlikeWhereSchemasAreNot() {
        assertThat(complaints(version("v1", "a", "same"), version("v2", "b", "same")))
                .containsExactly(
                        "spec.selectableFields: Invalid value: \"\": may only be set when validations.schema is included");
    }
}
