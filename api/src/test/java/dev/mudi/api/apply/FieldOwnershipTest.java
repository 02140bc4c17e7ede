package dev.mudi.api.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FieldOwnershipTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String TEMPLATE = """
            "selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[
              {"name":"c","image":"i","env":[{"name":"A","value":"1"}],"ports":[{"containerPort":80}]}]}}""";
    private static final String OWNED_TEMPLATE = """
            "f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{"f:containers":{"k:{\\"name\\":\\"c\\"}":{
              ".":{},"f:env":{"k:{\\"name\\":\\"A\\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{},
              "f:ports":{"k:{\\"containerPort\\":80,\\"protocol\\":\\"TCP\\"}":{".":{},"f:containerPort":{}}}}}}}""";

    private final Struct type =
            SchemaCatalog.builtIn().kind("apps", "v1", "Deployment").orElseThrow();
    private final FieldOwnership fields = ownership("", "status");

    private FieldOwnership ownership(String subresource, String... reset) {
        return new FieldOwnership(Versions.only("apps/v1", type), "apps/v1", subresource, List.of(reset));
    }

    private static FieldOwnership.Writer by(String manager) {
        return new FieldOwnership.Writer(manager, NOW);
    }

    private static ObjectValue deployment(String spec) {
        return Json.object(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"x\"},\"spec\":{" + spec
                        + "}}");
    }

    /** As a server stores what was applied. */
    private ObjectValue stored(ObjectValue object) {
        try {
            var decoded = Decoder.decode(object, type).object();
            return Strategies.of("apps", "deployments").applyDefaults(decoded);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private ObjectValue apply(Optional<ObjectValue> live, String spec, String manager, boolean force) {
        return stored(fields.apply(live, deployment(spec), by(manager), force));
    }

    private static ObjectValue owned(ObjectValue object, int position) {
        return object.object("metadata").array("managedFields").object(position);
    }

    @Test
    void anApplierOwnsWhatItSaysAndNoDefaults() {
        var made = apply(Optional.empty(), "\"replicas\":1," + TEMPLATE, "one", false);
        assertThat(made.object("spec").string("progressDeadlineSeconds")).isEmpty();
        assertThat(made.object("spec").integer("progressDeadlineSeconds", 0)).isEqualTo(600);
        assertThat(made.object("metadata").array("managedFields").size()).isEqualTo(1);
        assertThat(owned(made, 0)).isEqualTo(Json.object("""
                        {"manager":"one","operation":"Apply","apiVersion":"apps/v1","time":"2026-01-02T03:04:05Z",
                        "fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{},%s}}}""".formatted(OWNED_TEMPLATE)));
    }

    @Test
    void theTimeStaysWhenWhatIsAppliedAgainIsWrittenAsItWas() {
        var spec =
                "\"selector\":{},\"template\":{\"metadata\":{\"labels\":{}},\"spec\":{\"containers\":[{\"name\":\"c\","
                        + "\"image\":\"i\",\"resources\":{\"limits\":{\"cpu\":\"1000m\"}}}]}}";
        var made = apply(Optional.empty(), spec, "one", false);
        var later = new FieldOwnership.Writer("one", NOW.plusSeconds(60));
        var again = stored(fields.apply(Optional.of(made), deployment(spec), later, false));
        assertThat(again).isEqualTo(made);
        var changed = stored(fields.apply(Optional.of(made), deployment(spec.replace("1000m", "1001m")), later, false));
        assertThat(owned(changed, 0).string("time")).isEqualTo("2026-01-02T03:05:05Z");
    }

    @Test
    void aConflictNamesTheOwnerAndTheField() {
        var made = apply(Optional.empty(), "\"replicas\":1," + TEMPLATE, "one", false);
        var refused = catchThrowableOfType(
                StatusException.class, () -> apply(Optional.of(made), "\"replicas\":3", "two", false));
        assertThat(refused.status().toObject()).isEqualTo(Json.object("""
                        {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                        "message":"Apply failed with 1 conflict: conflict with \\"one\\": .spec.replicas","reason":"Conflict",
                        "details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \\"one\\"",
                        "field":".spec.replicas"}]},"code":409}"""));
    }

    @Test
    void severalConflictsAreListedByOwner() {
        var made = apply(Optional.empty(), "\"replicas\":1,\"paused\":true," + TEMPLATE, "one", false);
        var refused = catchThrowableOfType(
                StatusException.class, () -> apply(Optional.of(made), "\"replicas\":3,\"paused\":false", "two", false));
        assertThat(refused)
                .hasMessage("Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.paused\n- .spec.replicas");
    }

    @Test
    void conflictsOfALevelAreListedBeforeThoseBelowIt() {
        var spec =
                "\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"%1$s\",\"env\":[{\"name\":\"E\",\"value\":\"%1$s\"}]}]}}";
        var made = apply(Optional.empty(), spec.formatted("1"), "one", false);
        var refused = catchThrowableOfType(
                StatusException.class, () -> apply(Optional.of(made), spec.formatted("2"), "two", false));
        var container = "- .spec.template.spec.containers[name=\"c\"]";
        assertThat(refused)
                .hasMessage("Apply failed with 2 conflicts: conflicts with \"one\":\n" + container + ".image\n"
                        + container + ".env[name=\"E\"].value");
    }

    @Test
    void anItemWithoutItsKeyIsToldApartByTheZeroOfIt() {
        var containers = "\"template\":{\"spec\":{\"containers\":[%s]}}";
        var made = apply(Optional.empty(), containers.formatted("{}"), "one", false);
        var twice = catchThrowableOfType(
                StatusException.class, () -> apply(Optional.empty(), containers.formatted("{},{}"), "one", false));
        assertThat(new String(Json.write(owned(made, 0).object("fieldsV1")), StandardCharsets.UTF_8))
                .contains("k:{\\\"name\\\":\\\"\\\"}");
        assertThat(twice).hasMessageContaining("duplicate entries for key [name=\"\"]");
    }

    @Test
    void forceTakesFieldsOver() {
        var made = apply(Optional.empty(), "\"replicas\":1," + TEMPLATE, "one", false);
        var forced = apply(Optional.of(made), "\"replicas\":3", "two", true);
        assertThat(forced.object("spec").integer("replicas", 0)).isEqualTo(3);
        assertThat(owned(forced, 0).object("fieldsV1")).isEqualTo(Json.object("{\"f:spec\":{" + OWNED_TEMPLATE + "}}"));
        assertThat(owned(forced, 1).object("fieldsV1")).isEqualTo(Json.object("{\"f:spec\":{\"f:replicas\":{}}}"));
    }

    @Test
    void theSameValueIsSharedWithoutConflict() {
        var made = apply(Optional.empty(), "\"replicas\":3," + TEMPLATE, "one", false);
        var shared = apply(Optional.of(made), "\"replicas\":3", "two", false);
        assertThat(shared.object("metadata").array("managedFields").size()).isEqualTo(2);
        var dropped = apply(Optional.of(shared), TEMPLATE, "one", false);
        assertThat(dropped.object("spec").integer("replicas", 0)).isEqualTo(3);
    }

    @Test
    void whatItsOnlyApplierDropsIsRemoved() {
        var made = apply(Optional.empty(), "\"paused\":true," + TEMPLATE, "one", false);
        var dropped = fields.apply(Optional.of(made), deployment(TEMPLATE), by("one"), false);
        assertThat(dropped.object("spec").has("paused")).isFalse();
        assertThat(dropped.object("spec").has("replicas")).isTrue();
        var without = TEMPLATE.replace("\"env\":[{\"name\":\"A\",\"value\":\"1\"}],", "");
        var container = fields.apply(Optional.of(made), deployment(without), by("one"), false)
                .object("spec")
                .object("template")
                .object("spec")
                .array("containers")
                .object(0);
        assertThat(container.array("env").isEmpty()).isTrue();
        assertThat(container.array("ports").size()).isEqualTo(1);
    }

    @Test
    void anUpdateOwnsWhatItChangesAndTakesItFromAppliers() {
        var made = apply(Optional.empty(), "\"replicas\":1," + TEMPLATE, "one", false);
        var next = made.update("spec", spec -> spec.with("replicas", Value.of(5)));
        var updated = fields.update(made, next, by("upd"));
        assertThat(owned(updated, 0).object("fieldsV1"))
                .isEqualTo(Json.object("{\"f:spec\":{" + OWNED_TEMPLATE + "}}"));
        assertThat(owned(updated, 1)).isEqualTo(Json.object("""
                        {"manager":"upd","operation":"Update","apiVersion":"apps/v1","time":"2026-01-02T03:04:05Z",
                        "fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}}}"""));
        var refused = catchThrowableOfType(
                StatusException.class, () -> apply(Optional.of(updated), "\"replicas\":3", "two", false));
        assertThat(refused)
                .hasMessage("Apply failed with 1 conflict: conflict with \"upd\" using apps/v1: .spec.replicas");
    }

    @Test
    void aCreatorOwnsAllItMadeWithDefaults() {
        var made = fields.create(stored(deployment(TEMPLATE)), by(""));
        var entry = owned(made, 0);
        assertThat(entry.string("manager")).isEqualTo("unknown");
        var spec = entry.object("fieldsV1").object("f:spec");
        assertThat(spec.names()).doesNotContain(".");
        assertThat(spec.names()).contains("f:replicas", "f:selector", "f:strategy");
        assertThat(spec.object("f:strategy"))
                .isEqualTo(Json.object(
                        "{\"f:rollingUpdate\":{\".\":{},\"f:maxSurge\":{},\"f:maxUnavailable\":{}},\"f:type\":{}}"));
        assertThat(entry.object("fieldsV1").names()).containsExactly("f:spec");
    }

    @Test
    void writesThroughASubresourceAreKeptApart() {
        var made = apply(Optional.empty(), TEMPLATE, "one", false);
        var status = ownership("status", "spec", "metadata.labels");
        var wanted = Json.object("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":9},"status":{"replicas":7,
                "conditions":[{"type":"Available","status":"True"}]}}""");
        var applied = status.apply(Optional.of(made), wanted, by("ctl"), false);
        assertThat(owned(applied, 0).string("subresource")).isEqualTo("status");
        assertThat(owned(applied, 0).object("fieldsV1")).isEqualTo(Json.object("""
                        {"f:status":{"f:conditions":{"k:{\\"type\\":\\"Available\\"}":{".":{},"f:status":{},"f:type":{}}},
                        "f:replicas":{}}}"""));
    }

    @Test
    void whatIsNotOfTheTypeIsRefused() {
        assertRefused(
                "\"bogus\":1",
                "failed to create typed patch object (/x; apps/v1, Kind=Deployment): .spec.bogus: field not declared in schema");
        assertRefused(
                "\"template\":{\"spec\":{\"containers\":[{\"name\":\"q\"},{\"name\":\"q\"}]}}",
                "failed to create typed patch object (/x; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name=\"q\"]");
        assertRefused("\"replicas\":\"many\"", "expected numeric (int or float), got \"many\"");
    }

    private void assertRefused(String spec, String message) {
        var refused = catchThrowableOfType(
                StatusException.class, () -> fields.apply(Optional.empty(), deployment(spec), by("one"), false));
        assertThat(refused).hasMessageContaining(message);
        assertThat(refused.status().code()).isEqualTo(400);
    }

    @Test
    void managedFieldsAreNotApplied() {
        var wanted = deployment(TEMPLATE).withAt(Json.object("{\"a\":[{}]}").array("a"), "metadata", "managedFields");
        var refused = catchThrowableOfType(
                StatusException.class, () -> fields.apply(Optional.empty(), wanted, by("one"), false));
        assertThat(refused).hasMessage("metadata.managedFields must be nil");
    }

    @Test
    void anEmptyListOfManagedFieldsForgetsThem() {
        var made = apply(Optional.empty(), TEMPLATE, "one", false);
        var next = made.withAt(Json.object("{\"a\":[{}]}").array("a"), "metadata", "managedFields");
        assertThat(fields.update(made, next, by("upd")).object("metadata").has("managedFields"))
                .isFalse();
    }

    @Test
    void moreThanTenUpdatersAreJoined() {
        var object = fields.create(stored(deployment(TEMPLATE)), by("first"));
        for (int i = 0; i < 14; i++) {
            var label = "l" + i;
            var next = object.withAt(Value.of("v"), "metadata", "labels", label);
            object = fields.update(object, next, by("m" + i));
        }
        var entries = object.object("metadata").array("managedFields");
        assertThat(entries.size()).isEqualTo(10);
        assertThat(entries.objects().map(entry -> entry.string("manager"))).contains("ancient-changes", "m13");
    }

    @Test
    void kubectlTakesOverWhatItAppliedOnItsOwn() {
        var annotated = deployment("\"replicas\":1," + TEMPLATE)
                .withAt(
                        Value.of("{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"replicas\":1}}"),
                        "metadata",
                        "annotations",
                        "kubectl.kubernetes.io/last-applied-configuration");
        var made = fields.create(stored(annotated), by("kubectl-client-side-apply"));
        var applied = fields.apply(Optional.of(made), deployment("\"replicas\":2"), by("kubectl"), false);
        assertThat(applied.object("spec").integer("replicas", 0)).isEqualTo(2);
        assertThat(applied.object("metadata")
                        .object("annotations")
                        .string("kubectl.kubernetes.io/last-applied-configuration"))
                .contains("\"replicas\":2");
    }

    @Test
    void theReplicasOfAScaleAreThoseOfItsObject() {
        var scale = new ScaleFields("apps/v1", Map.of("apps/v1", "spec.replicas"));
        var made = apply(Optional.empty(), "\"replicas\":1," + TEMPLATE, "one", false);
        var managed = made.object("metadata").array("managedFields");
        var ofScale = scale.ofScale(managed);
        assertThat(ofScale.object(0).object("fieldsV1")).isEqualTo(Json.object("{\"f:spec\":{\"f:replicas\":{}}}"));
        assertThat(ofScale.object(0).string("apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(scale.ofObject(managed, ofScale)).isEqualTo(managed);
        var taken = Json.object("""
                {"a":[{"manager":"hpa","operation":"Apply","apiVersion":"autoscaling/v1","fieldsType":"FieldsV1",
                "fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}]}""").array("a");
        var after = scale.ofObject(managed, taken);
        assertThat(after.object(0)).isEqualTo(Json.object("""
                        {"manager":"hpa","operation":"Apply","apiVersion":"apps/v1","fieldsType":"FieldsV1",
                        "fieldsV1":{"f:spec":{"f:replicas":{}}},"subresource":"scale"}"""));
        assertThat(after.object(1).object("fieldsV1")).isEqualTo(Json.object("{\"f:spec\":{" + OWNED_TEMPLATE + "}}"));
    }
}
