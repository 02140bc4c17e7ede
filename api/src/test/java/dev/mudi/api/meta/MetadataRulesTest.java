package dev.mudi.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetadataRulesTest {

    @Test
    void requiresANameAndANamespaceWhereThereAreSome() {
        assertThat(created("{metadata: {}}"))
                .containsExactly(
                        "metadata.name: Required value: name or generateName is required",
                        "metadata.namespace: Required value");
    }

    @Test
    void masksTheTrailingHyphenOfAPrefixOnly() {
        assertThat(created("{metadata: {generateName: 'web-', name: 'web-', namespace: 'a'}}"))
                .singleElement()
                .asString()
                .startsWith("metadata.name: Invalid value: \"web-\": a lowercase RFC 1123 subdomain must");
    }

    @Test
    void namesTheLabelThatIsTooLong() {
        var value = "a".repeat(64);
        assertThat(created("{metadata: {name: 'web', namespace: 'a', labels: {k: '" + value + "'}}}"))
                .containsExactly("metadata.labels: Invalid value: \"" + value + "\": must be no more than 63 bytes");
    }

    @Test
    void refusesTwoControllers() {
        var owner = "{apiVersion: 'v1', kind: 'A', name: 'x', uid: 'u', controller: true}";
        assertThat(created("{metadata: {name: 'web', namespace: 'a', ownerReferences: [" + owner + "," + owner + "]}}"))
                .singleElement()
                .asString()
                .contains(
                        "Only one reference can have Controller set to true. Found \"true\" in references for A/x and A/x");
    }

    @Test
    void tellsWhatIsWrongAsOftenAsUpstreamLooks() {
        assertThat(updatedThrough("namespaces", "")).hasSize(4);
        assertThat(updatedThrough("namespaces", "status")).hasSize(3);
        assertThat(updatedThrough("cronjobs", "")).hasSize(3);
        assertThat(updatedThrough("cronjobs", "status")).hasSize(2);
    }

    private static List<FieldError> updatedThrough(String resource, String subresource) {
        var errors = new FieldErrors();
        UpdatedMetadata.of(resource, subresource)
                .validate(
                        Json.object(
                                json("{metadata: {name: 'a', resourceVersion: '1', annotations: {'Bad Key!': 'v'}}}")),
                        Json.object(json("{metadata: {name: 'a', resourceVersion: '1'}}")),
                        NameRule.DNS_SUBDOMAIN,
                        true,
                        errors);
        return errors.list();
    }

    @Test
    void keepsWhatIsImmutable() {
        var errors = new FieldErrors();
        MetadataRules.validateUpdate(
                Json.object(json("{metadata: {name: 'b', uid: '2', resourceVersion: '1'}}")),
                Json.object(json("{metadata: {name: 'a', uid: '1', resourceVersion: '1'}}")),
                errors);
        assertThat(errors.list().stream().map(FieldError::message))
                .containsExactly(
                        "metadata.name: Invalid value: \"b\": field is immutable",
                        "metadata.uid: Invalid value: \"2\": field is immutable");
    }

    @Test
    void takesNoNewFinalizersOnTheWayOut() {
        var errors = new FieldErrors();
        MetadataRules.validateUpdate(
                Json.object(json("{metadata: {resourceVersion: '1', deletionTimestamp: 't', finalizers: ['a.b/c']}}")),
                Json.object(json("{metadata: {resourceVersion: '1', deletionTimestamp: 't'}}")),
                errors);
        assertThat(errors.list().stream().map(FieldError::field)).containsExactly("metadata.finalizers");
    }

    @Test
    void aPrefixOfNamesThatNoRuleOfTheKindLooksAtIsASegmentOfAPath() {
        var errors = new FieldErrors();
        MetadataRules.segments(Json.object(json("{metadata: {name: 'a', generateName: '/x'}}")), errors);
        assertThat(errors.list())
                .extracting(FieldError::message)
                .containsExactly("metadata.generateName: Invalid value: \"/x\": may not contain '/'");
    }

    private static List<String> created(String object) {
        var errors = new FieldErrors();
        MetadataRules.validate(Json.object(json(object)), true, new Strategy() {}, errors);
        return errors.list().stream().map(FieldError::message).toList();
    }

    /** Lets tests write objects without the noise of quotes. */
    private static String json(String text) {
        return text.replace('\'', '"').replaceAll("([{,] ?)(\\w+):", "$1\"$2\":");
    }
}
