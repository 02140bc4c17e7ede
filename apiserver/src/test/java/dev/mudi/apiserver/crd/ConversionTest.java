package dev.mudi.apiserver.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.DevServer;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.Loopback;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.fixture.MemoryResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String V1 = "/apis/ex.io/v1/namespaces/default/links";
    private static final String V2 = "/apis/ex.io/v2/namespaces/default/links";

    private DevServer dev;
    private Loopback loopback;
    private ConversionWebhook webhook;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        dev = DevServer.start(directory, 0);
        loopback = new Loopback(dev.server()::handle);
        webhook = new ConversionWebhook(dev.pki());
    }

    @AfterEach
    void stop() throws IOException {
        webhook.close();
        dev.close();
    }

    private static ObjectValue definition(String stored) {
        return Json.object("""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"links.ex.io"},
             "spec":{"group":"ex.io","scope":"Namespaced","names":{"plural":"links","kind":"Link"},
              "versions":[
               {"name":"v1","served":true,"storage":%s,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
                 "properties":{"host":{"type":"string"},"port":{"type":"string"},"note":{"type":"string","default":"n"}}}}}}},
               {"name":"v2","served":true,"storage":%s,"deprecated":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
                 "properties":{"address":{"type":"string"}}}}}}}]}}\
            """.formatted(stored.equals("v1"), stored.equals("v2")));
    }

    private void define(ObjectValue definition) {
        loopback.create(DEFINITIONS, definition);
        awaitDefinition(definition);
    }

    private void awaitDefinition(ObjectValue definition) {
        await().until(() -> loopback.get("/apis/ex.io/v2").isPresent()
                && loopback.get(DEFINITIONS + "/links.ex.io")
                        .map(crd -> DefinitionStatus.isTrue(crd, "Established"))
                        .orElse(false));
        assertThat(definition.string("kind")).isEqualTo("CustomResourceDefinition");
    }

    private static ObjectValue link(String name, String version, String spec) {
        return Json.object("{\"apiVersion\":\"ex.io/" + version + "\",\"kind\":\"Link\",\"metadata\":{\"name\":\""
                + name + "\",\"labels\":{\"a\":\"b\"}},\"spec\":" + spec + "}");
    }

    private ObjectValue read(String path) {
        return loopback.get(path).orElseThrow();
    }

    @Test
    void withoutAStrategyVersionsDifferInNameAndFieldsOnly() {
        define(definition("v1"));

        loopback.create(V1, link("x", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));

        var asV2 = read(V2 + "/x");
        assertThat(asV2.string("apiVersion")).isEqualTo("ex.io/v2");
        assertThat(asV2.object("spec").isEmpty())
                .as("v2 has none of these fields")
                .isTrue();
        assertThat(read(V1 + "/x").object("spec").string("host")).isEqualTo("h");
    }

    @Test
    void aWebhookConvertsWhatIsReadAndWrittenInAnotherVersion() throws GeneralSecurityException {
        define(definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));

        loopback.create(V1, link("x", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));
        assertThat(webhook.reviews()).isEmpty();
        assertThat(read(V2 + "/x").object("spec").string("address")).isEqualTo("h:1");
        loopback.create(V2, link("y", "v2", "{\"address\":\"g:2\"}"));

        assertThat(read(V1 + "/y").object("spec").string("port")).isEqualTo("2");
        var asked = webhook.reviews().getFirst();
        assertThat(asked.string("apiVersion")).isEqualTo("apiextensions.k8s.io/v1");
        assertThat(asked.object("request").string("desiredAPIVersion")).isEqualTo("ex.io/v2");
    }

    @Test
    void aListIsConvertedByOneReview() throws GeneralSecurityException {
        define(definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));
        for (var name : new String[] {"a", "b", "c"}) {
            loopback.create(V1, link(name, "v1", "{\"host\":\"" + name + "\",\"port\":\"1\"}"));
        }

        var list = read(V2);

        assertThat(list.array("items").objects().map(item -> item.object("spec").string("address")))
                .containsExactly("a:1", "b:1", "c:1");
        assertThat(webhook.reviews()).hasSize(1);
    }

    @Test
    void callsShareAConnectionAndGetANewOneWhenThePeerHasClosedIt() throws GeneralSecurityException, IOException {
        define(definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));
        loopback.create(V1, link("a", "v1", "{\"host\":\"a\",\"port\":\"1\"}"));

        for (int i = 0; i < 5; i++) {
            assertThat(read(V2 + "/a").object("spec").string("address")).isEqualTo("a:1");
        }
        assertThat(webhook.peers()).hasSize(1);

        webhook.restart();
        assertThat(read(V2 + "/a").object("spec").string("address")).isEqualTo("a:1");
        assertThat(webhook.peers()).hasSize(2);
    }

    @Test
    void fieldSelectorsAskForTheFieldsOfTheVersionThatIsServed() throws GeneralSecurityException {
        define(withSelectableAddress(
                definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion")));
        loopback.create(V1, link("a", "v1", "{\"host\":\"a\",\"port\":\"1\"}"));
        loopback.create(V1, link("b", "v1", "{\"host\":\"b\",\"port\":\"1\"}"));

        var found = read(V2 + "?fieldSelector=spec.address%3Da:1");
        var again = read(V2 + "?fieldSelector=spec.address%21%3Da:1&limit=1");

        assertThat(names(found)).containsExactly("a");
        assertThat(names(again)).containsExactly("b");
        assertThat(webhook.reviews())
                .as("both for the selector, once; then what each list shows")
                .hasSize(3);
        assertThat(webhook.reviews()
                        .getFirst()
                        .object("request")
                        .array("objects")
                        .items())
                .hasSize(2);
    }

    @Test
    void aWatchWithAFieldSelectorSeesObjectsOfAnotherVersionComeAndGo() throws GeneralSecurityException {
        define(withSelectableAddress(
                definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion")));
        var since = read(V2).object("metadata").string("resourceVersion");

        loopback.create(V1, link("a", "v1", "{\"host\":\"a\",\"port\":\"1\"}"));
        loopback.create(V1, link("b", "v1", "{\"host\":\"b\",\"port\":\"1\"}"));
        var moved = read(V1 + "/a").withAt(Value.of("c"), "spec", "host");
        loopback.update(V1 + "/a", moved);

        var watch = new MemoryResponse();
        var query = "?watch=true&timeoutSeconds=1&fieldSelector=spec.address%3Da:1&resourceVersion=" + since;
        dev.server()
                .handle(new MemoryRequest("GET", V2 + query, Headers.NONE, new byte[0], UserInfo.API_SERVER), watch);
        assertThat(watch.events().stream()
                        .map(event -> event.string("type") + " "
                                + event.object("object").object("metadata").string("name") + " "
                                + event.object("object").object("spec").string("address")))
                .containsExactly("ADDED a a:1", "DELETED a a:1");
    }

    @Test
    void objectsGoWithTheirDefinitionWhetherOrNotAVersionIsServedOrAWebhookAnswers() throws GeneralSecurityException {
        define(definition("v1"));
        loopback.create(V1, link("a", "v1", "{\"host\":\"a\"}"));
        storeV2();
        loopback.create(V2, link("b", "v2", "{\"address\":\"b\"}"));
        var unserved = notServed(
                read(DEFINITIONS + "/links.ex.io").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));
        loopback.update(DEFINITIONS + "/links.ex.io", unserved);
        await().until(() -> loopback.get("/apis/ex.io/v2").isEmpty());

        loopback.delete(DEFINITIONS + "/links.ex.io");

        await().until(() -> loopback.get(DEFINITIONS + "/links.ex.io").isEmpty());
        define(definition("v1"));
        assertThat(read(V1).array("items").isEmpty()).isTrue();
        assertThat(webhook.reviews()).isEmpty();
    }

    private void storeV2() {
        var now = read(DEFINITIONS + "/links.ex.io");
        loopback.update(
                DEFINITIONS + "/links.ex.io",
                now.withAt(definition("v2").object("spec").array("versions"), "spec", "versions"));
        await().until(() -> read(DEFINITIONS + "/links.ex.io")
                        .object("status")
                        .array("storedVersions")
                        .strings()
                        .count()
                == 2);
    }

    private static ObjectValue notServed(ObjectValue definition) {
        var versions = definition
                .object("spec")
                .array("versions")
                .objects()
                .map(version -> version.with("served", Value.of(false)))
                .toList();
        return definition.withAt(new ArrayValue(List.copyOf(versions)), "spec", "versions");
    }

    private static Stream<String> names(ObjectValue list) {
        return list.array("items").objects().map(item -> item.object("metadata").string("name"));
    }

    /** With a field of v2 that selectors may ask for. */
    private static ObjectValue withSelectableAddress(ObjectValue definition) {
        var selectable =
                Json.object("{\"a\":[{\"jsonPath\":\".spec.address\"}]}").array("a");
        var versions = definition
                .object("spec")
                .array("versions")
                .objects()
                .map(version ->
                        version.string("name").equals("v2") ? version.with("selectableFields", selectable) : version)
                .toList();
        return definition.withAt(new ArrayValue(List.copyOf(versions)), "spec", "versions");
    }

    @Test
    void aWebhookIsFoundByItsService() throws GeneralSecurityException {
        loopback.create(
                "/api/v1/namespaces/default/services",
                Json.object("{\"metadata\":{\"name\":\"hook\"},\"spec\":{\"ports\":[{\"port\":443}]}}"));
        loopback.create(
                "/api/v1/namespaces/default/endpoints",
                Json.object(
                        "{\"metadata\":{\"name\":\"hook\"},\"subsets\":[{\"addresses\":[{\"ip\":\"192.0.2.1\"}],\"ports\":[{\"port\":"
                                + webhook.port() + "}]}]}"));
        define(definition("v1").withAt(webhook.conversion(webhook.byService()), "spec", "conversion"));
        loopback.create(V1, link("x", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));

        // Nothing listens there: the endpoint's address was asked under the name of the service.
        assertThatThrownBy(() -> loopback.get(V2 + "/x"))
                .hasMessageContaining("Post \"https://hook.default.svc:443/convert?timeout=30s\"");
    }

    @Test
    void whatAWebhookMayNotChangeStaysAsItWas() throws GeneralSecurityException {
        define(definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));
        loopback.create(V1, link("x", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));
        webhook.answer(review -> {
            var answer = webhook.success(review);
            var changed = answer.object("response")
                    .array("convertedObjects")
                    .object(0)
                    .withAt(Value.of("c"), "metadata", "labels", "a")
                    .withAt(Value.of(9), "metadata", "generation");
            return answer.withAt(ArrayValue.of(changed), "response", "convertedObjects");
        });

        var read = read(V2 + "/x");

        assertThat(read.object("metadata").object("labels").string("a")).isEqualTo("c");
        assertThat(read.object("metadata").integer("generation", 0)).isEqualTo(1);
    }

    @Test
    void whatIsWrongWithAnAnswerIsSaidInUpstreamsWords() throws GeneralSecurityException {
        define(definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));
        loopback.create(V1, link("x", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));
        var start = "conversion webhook for ex.io/v1, Kind=Link ";

        webhook.answer(review -> ConversionWebhook.answer(
                review, Json.object("{\"status\":\"Failure\",\"message\":\"no way\"}"), ArrayValue.EMPTY));
        assertThatThrownBy(() -> loopback.get(V2 + "/x")).hasMessage(start + "failed: no way");

        webhook.answer(
                review -> ConversionWebhook.answer(review, Json.object("{\"status\":\"Success\"}"), ArrayValue.EMPTY));
        assertThatThrownBy(() -> loopback.get(V2 + "/x")).hasMessage(start + "returned 0 objects, expected 1");

        webhook.answer(review -> review.without("request"));
        assertThatThrownBy(() -> loopback.get(V2 + "/x")).hasMessage(start + "failed: no response provided");

        webhook.answer(review ->
                webhook.success(review).withAt(ArrayValue.of(link("x", "v3", "{}")), "response", "convertedObjects"));
        assertThatThrownBy(() -> loopback.get(V2 + "/x"))
                .hasMessage(
                        start + "returned invalid object: invalid groupVersion (expected ex.io/v2, received ex.io/v3)");
    }

    @Test
    void objectsOfAnOlderStorageVersionAreReadAndMigratedByAWriteOfTheSame() throws GeneralSecurityException {
        define(definition("v1").withAt(webhook.conversion(webhook.byUrl()), "spec", "conversion"));
        loopback.create(V1, link("x", "v1", "{\"host\":\"h\",\"port\":\"1\"}"));
        var crd = read(DEFINITIONS + "/links.ex.io");
        loopback.update(
                DEFINITIONS + "/links.ex.io",
                crd.withAt(definition("v2").object("spec").array("versions"), "spec", "versions"));
        await().until(() -> read(DEFINITIONS + "/links.ex.io")
                        .object("status")
                        .array("storedVersions")
                        .size()
                == 2);

        var before = read(V1 + "/x");
        assertThat(before.object("spec").string("host")).isEqualTo("h");
        loopback.update(V1 + "/x", before);

        var after = read(V1 + "/x");
        assertThat(after.object("spec").string("host")).isEqualTo("h");
        assertThat(after.object("metadata").string("resourceVersion"))
                .as("it was written anew, in the other version")
                .isNotEqualTo(before.object("metadata").string("resourceVersion"));
    }

    @Test
    void defaultsThatASchemaGotLaterAreInWhatIsRead() {
        define(definition("v1"));
        loopback.create(V1, link("x", "v1", "{\"host\":\"h\"}"));
        var crd = read(DEFINITIONS + "/links.ex.io");
        var versions = crd.object("spec").array("versions");
        var schema = Json.object("{\"type\":\"string\",\"default\":\"80\"}");
        var first = versions.object(0)
                .withAt(schema, "schema", "openAPIV3Schema", "properties", "spec", "properties", "port");
        loopback.update(DEFINITIONS + "/links.ex.io", crd.withAt(versions.with(0, first), "spec", "versions"));

        await().until(() -> read(V1 + "/x").object("spec").string("port").equals("80"));
    }
}
