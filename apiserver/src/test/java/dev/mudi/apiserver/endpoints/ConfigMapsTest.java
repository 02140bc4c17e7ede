package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigMapsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsCreatedCanBeReadWithItsRevision() {
        var created = server.call("POST", MAPS, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}");
        var read = server.get(MAPS + "/a");

        assertThat(created.code()).isEqualTo(201);
        assertThat(read.code()).isEqualTo(200);
        assertThat(read.object()).isEqualTo(created.object());
        assertThat(read.object().object("data").string("k")).isEqualTo("v");
        assertThat(read.object().object("metadata").string("namespace")).isEqualTo("default");
        assertThat(read.object().object("metadata").string("uid")).isNotEmpty();
        assertThat(read.object().object("metadata").string("resourceVersion"))
                .isEqualTo(Long.toString(server.etcd().revision()));
    }

    @Test
    void aRevisionIsRefusedWhereItWouldBeStored() {
        var object = "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"%s\"}}";

        assertThat(server.call("POST", MAPS, object.formatted("5")).object().string("message"))
                .isEqualTo("resourceVersion should not be set on objects to be created");
        assertThat(server.call("POST", MAPS + "?dryRun=All", object.formatted("5"))
                        .code())
                .isEqualTo(201);
        assertThat(server.call("POST", MAPS, object.formatted("x")).code()).isEqualTo(201);
    }

    @Test
    void anEmptyListOfManagedFieldsForgetsThemInWhateverWriteItComes() {
        var body = "{\"metadata\":{\"name\":\"a\",\"managedFields\":[]},\"data\":{\"k\":\"%s\"}}";
        var patch = "[{\"op\":\"replace\",\"path\":\"/metadata/managedFields\",\"value\":[]}]";

        assertThat(isManaged(server.call("POST", MAPS, body.formatted("new")))).isTrue();
        assertThat(isManaged(server.call("PUT", MAPS + "/a", body.formatted("put"))))
                .isFalse();
        server.call("POST", MAPS, "{\"metadata\":{\"name\":\"b\"},\"data\":{\"k\":\"v\"}}");
        assertThat(isManaged(server.call("PATCH", MAPS + "/b", patch, "Content-Type", "application/json-patch+json")))
                .isFalse();
        assertThat(isManaged(server.call("POST", MAPS, body.formatted("c").replace("\"a\"", "\"c\""))))
                .isTrue();
        assertThat(isManaged(server.call(
                        "PATCH",
                        MAPS + "/c",
                        "{\"metadata\":{\"managedFields\":[]}}",
                        "Content-Type",
                        "application/merge-patch+json")))
                .isFalse();
    }

    private static boolean isManaged(MemoryResponse answer) {
        assertThat(answer.code()).isBetween(200, 201);
        return answer.object().object("metadata").get("managedFields").isPresent();
    }

    @Test
    void listsAreSortedAndPagedOverOneSnapshot() {
        server.createConfigMaps("default", List.of("c", "a", "b"));
        server.createConfigMaps("other", List.of("x"));

        var page = server.get(MAPS + "?limit=2").object();
        server.createConfigMaps("default", List.of("d"));
        var token = page.object("metadata").string("continue");
        var rest = server.get(MAPS + "?limit=2&continue=" + token).object();

        assertThat(page.array("items")
                        .objects()
                        .map(item -> item.object("metadata").string("name")))
                .containsExactly("a", "b");
        assertThat(page.object("metadata").integer("remainingItemCount", 0)).isEqualTo(1);
        assertThat(rest.array("items")
                        .objects()
                        .map(item -> item.object("metadata").string("name")))
                .containsExactly("c");
        assertThat(rest.object("metadata").string("resourceVersion"))
                .isEqualTo(page.object("metadata").string("resourceVersion"));
        assertThat(rest.object("metadata").has("continue")).isFalse();
    }

    @Test
    void aListThatGoesOnInconsistentlyIsOneSnapshotFromThereOn() {
        server.createConfigMaps("default", List.of("a", "b", "c", "d"));

        var second = server.get(MAPS + "?limit=1&continue=" + new ContinueToken(-1, "b").encode())
                .object();
        server.createConfigMaps("default", List.of("e"));
        var token = second.object("metadata").string("continue");
        var rest = server.get(MAPS + "?continue=" + token).object();

        assertThat(rest.array("items")
                        .objects()
                        .map(item -> item.object("metadata").string("name")))
                .containsExactly("c", "d");
        assertThat(rest.object("metadata").string("resourceVersion"))
                .isEqualTo(second.object("metadata").string("resourceVersion"));
    }

    @Test
    void selectorsChooseByLabelAndName() {
        server.createConfigMaps("default", List.of("a", "b", "c"));
        server.createConfigMaps("other", List.of("a"));

        var byLabel = server.get(MAPS + "?labelSelector=n%20in%20(a,b),n!%3Db").object();
        var byName =
                server.get("/api/v1/configmaps?fieldSelector=metadata.name%3Da").object();

        assertThat(byLabel.array("items").size()).isEqualTo(1);
        assertThat(byName.array("items")
                        .objects()
                        .map(item -> item.object("metadata").string("namespace")))
                .containsExactly("default", "other");
    }

    @Test
    void aWatchTellsWhatMovesInAndOutOfItsSelector() {
        server.createConfigMaps("default", List.of("a"));
        var revision = server.etcd().revision();
        var watch = server.watch(MAPS + "?watch=1&labelSelector=n%3Da&resourceVersion=" + revision);

        server.call("PUT", MAPS + "/a", "{\"metadata\":{\"name\":\"a\",\"labels\":{\"n\":\"other\"}}}");
        server.call(
                "PUT", MAPS + "/a", "{\"metadata\":{\"name\":\"a\",\"labels\":{\"n\":\"a\"}},\"data\":{\"k\":\"2\"}}");
        server.call(
                "PUT", MAPS + "/a", "{\"metadata\":{\"name\":\"a\",\"labels\":{\"n\":\"a\"}},\"data\":{\"k\":\"3\"}}");
        server.call("DELETE", MAPS + "/a", "");

        await().until(() -> watch.events().size() == 4);
        assertThat(watch.events().stream().map(event -> event.string("type")))
                .containsExactly("DELETED", "ADDED", "MODIFIED", "DELETED");
        assertThat(watch.events().getLast().object("object").object("data").string("k"))
                .isEqualTo("3");
        assertThat(watch.events().stream()
                        .map(event -> event.object("object").object("metadata").string("resourceVersion")))
                .isSorted()
                .doesNotHaveDuplicates();
        watch.hangUp();
        await().until(() -> server.stores().watcherCount() == 0);
    }

    @Test
    void aWatchWithoutRevisionBeginsWithWhatThereIs() {
        server.createConfigMaps("default", List.of("a", "b"));
        var watch = server.watch(
                MAPS + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        await().until(() -> watch.events().size() == 3);
        assertThat(watch.events().stream().map(event -> event.string("type")))
                .containsExactly("ADDED", "ADDED", "BOOKMARK");
        assertThat(watch.events()
                        .getLast()
                        .object("object")
                        .object("metadata")
                        .object("annotations")
                        .string("k8s.io/initial-events-end"))
                .isEqualTo("true");
        watch.hangUp();
    }

    @Test
    void aWatchEndsInTimeWithABookmarkOfTheNewestRevision() {
        server.createConfigMaps("default", List.of("a"));
        var revision = server.etcd().revision();
        var watch =
                server.watch(MAPS + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=" + revision);
        server.call("POST", "/api/v1/namespaces", "{\"metadata\":{\"name\":\"elsewhere\"}}");

        await().until(watch::hasEnded);
        await().until(() -> server.stores().watcherCount() == 0);
        assertThat(watch.events().stream().map(event -> event.string("type"))).containsExactly("BOOKMARK");
        assertThat(Long.parseLong(watch.events()
                        .getFirst()
                        .object("object")
                        .object("metadata")
                        .string("resourceVersion")))
                .isGreaterThanOrEqualTo(revision);
    }

    @Test
    void aStaleUpdateIsAConflict() {
        server.createConfigMaps("default", List.of("a"));
        var stale = server.call("PUT", MAPS + "/a", "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}");

        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.object().string("message"))
                .isEqualTo("Operation cannot be fulfilled on configmaps \"a\": the object has been modified;"
                        + " please apply your changes to the latest version and try again");
    }

    @Test
    void aFinalizerHoldsADeletedObjectUntilItIsTakenAway() {
        server.createConfigMaps("default", List.of("a"));
        patch("{\"metadata\":{\"finalizers\":[\"example.com/f\"]}}");
        var held = server.call("DELETE", MAPS + "/a", "");
        var still = server.get(MAPS + "/a");
        var released = patch("{\"metadata\":{\"finalizers\":null}}");

        assertThat(held.object().object("metadata").string("deletionTimestamp")).isNotEmpty();
        assertThat(still.code()).isEqualTo(200);
        assertThat(released).isEqualTo(200);
        assertThat(server.get(MAPS + "/a").code()).isEqualTo(404);
    }

    private int patch(String patch) {
        return server.call("PATCH", MAPS + "/a", patch, "Content-Type", "application/merge-patch+json")
                .code();
    }

    @Test
    void aDryRunStoresNothing() {
        var created = server.call("POST", MAPS + "?dryRun=All", "{\"metadata\":{\"name\":\"a\"}}");

        assertThat(created.code()).isEqualTo(201);
        assertThat(server.get(MAPS + "/a").code()).isEqualTo(404);
    }

    @Test
    void aGeneratedNameIsNew() {
        var first = server.call("POST", MAPS, "{\"metadata\":{\"generateName\":\"a-\"}}");
        var second = server.call("POST", MAPS, "{\"metadata\":{\"generateName\":\"a-\"}}");

        assertThat(first.object().object("metadata").string("name")).matches("a-[a-z0-9]{5}");
        assertThat(second.object().object("metadata").string("name"))
                .isNotEqualTo(first.object().object("metadata").string("name"));
    }

    @Test
    void aCollectionIsDeletedBySelector() {
        server.createConfigMaps("default", List.of("a", "b", "c"));
        var deleted = server.call("DELETE", MAPS + "?labelSelector=n!%3Db", "");

        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.object().array("items").size()).isEqualTo(2);
        assertThat(server.get(MAPS).object().array("items").size()).isEqualTo(1);
    }

    @Test
    void whatIsNotServedIsSaidAsUpstreamSaysIt() {
        assertThat(server.get("/api/v1/nonsense").object().string("message"))
                .isEqualTo("the server could not find the requested resource");
        assertThat(server.call("PUT", MAPS, "{}").code()).isEqualTo(405);
        assertThat(server.call("POST", MAPS + "/a", "{}").code()).isEqualTo(405);
        assertThat(server.get(MAPS + "/a/status").code()).isEqualTo(404);
        assertThat(server.get(MAPS, "Accept", "text/plain").code()).isEqualTo(406);
        assertThat(server.call("POST", MAPS, "x", "Content-Type", "text/plain").code())
                .isEqualTo(415);
    }

    @Test
    void aDeletedCollectionIsShownAsItWasListed() {
        server.call("POST", MAPS, "{\"metadata\":{\"name\":\"kept\",\"finalizers\":[\"example.com/x\"]}}");

        var shown = server.call("DELETE", MAPS, "").object().array("items").object(0);

        assertThat(shown.object("metadata").has("deletionTimestamp")).isFalse();
        assertThat(server.get(MAPS + "/kept").object().object("metadata").has("deletionTimestamp"))
                .isTrue();
    }
}
