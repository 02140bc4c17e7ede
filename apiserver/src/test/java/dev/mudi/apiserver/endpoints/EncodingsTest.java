package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String METADATA = ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private static final String METADATA_LIST = ";as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
        server.createConfigMaps("default", List.of("a", "b"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<ObjectValue> watched(String query, String accept) {
        var answer = server.get(MAPS + "?watch=1&timeoutSeconds=1&" + query, "Accept", accept);
        assertThat(answer.code()).isEqualTo(200);
        return answer.events();
    }

    @Test
    void aWatchedTableNamesItsColumnsOnce() {
        var tables = watched("resourceVersion=0", TABLE);

        assertThat(tables.getFirst().object("object").array("columnDefinitions").size())
                .isEqualTo(3);
        assertThat(tables.get(1).object("object").array("columnDefinitions").isEmpty())
                .isTrue();
        assertThat(tables.get(1).object("object").has("columnDefinitions")).isTrue();
    }

    @Test
    void aBookmarkOfATableHasARowThatSaysWhereItIs() {
        var bookmark =
                watched("resourceVersion=0&allowWatchBookmarks=1", TABLE).get(2).object("object");

        var row = bookmark.array("rows").objects().findFirst().orElseThrow().object("object");
        assertThat(row.object("metadata").object("annotations").string("k8s.io/initial-events-end"))
                .isEqualTo("true");
        assertThat(row.object("metadata").string("resourceVersion"))
                .isEqualTo(bookmark.object("metadata").string("resourceVersion"));
    }

    @Test
    void aWatchFromNowhereSaysWhereWhatThereWasEnds() {
        var bookmark = watched("allowWatchBookmarks=true", "application/json").get(2);

        assertThat(bookmark.string("type")).isEqualTo("BOOKMARK");
        var meta = bookmark.object("object").object("metadata");
        assertThat(meta.object("annotations").string("k8s.io/initial-events-end"))
                .isEqualTo("true");
        assertThat(meta.has("creationTimestamp")).isFalse();
    }

    @Test
    void aWatchIsToldByAnEventThatItsRevisionHasNotCome() {
        var query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99999999";
        var event = watched(query, "application/json").getFirst();

        assertThat(event.string("type")).isEqualTo("ERROR");
        assertThat(event.object("object").integer("code", 0)).isEqualTo(504);
        assertThat(event.object("object").string("message"))
                .startsWith("Timeout: Too large resource version: 99999999, current: ");
    }

    @Test
    void aWatchOfOneObjectMayHaveItsNameInThePath() {
        var path = "/api/v1/watch/namespaces/default/configmaps/b?timeoutSeconds=1";
        var names = server.get(path).events().stream()
                .map(event -> event.object("object").object("metadata").string("name"));

        assertThat(names).containsExactly("b");
    }

    @Test
    void metadataComesAsProtobufToo() {
        var one = server.get(MAPS + "/a", "Accept", "application/vnd.kubernetes.protobuf" + METADATA);
        var all = server.get(MAPS, "Accept", "application/vnd.kubernetes.protobuf" + METADATA_LIST);

        assertThat(one.code()).isEqualTo(200);
        assertThat(one.text()).startsWith("k8s\0").contains("meta.k8s.io/v1", "PartialObjectMetadata", "default");
        assertThat(all.code()).isEqualTo(200);
        assertThat(all.text()).startsWith("k8s\0").contains("PartialObjectMetadataList", "default");
    }

    @Test
    void whatIsDeletedTogetherComesAsAListDoes() {
        var listed = server.get(MAPS, "Accept", "application/vnd.kubernetes.protobuf");
        var deleted = server.call("DELETE", MAPS, "", "Accept", "application/vnd.kubernetes.protobuf");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.text()).isEqualTo(listed.text()).contains("ConfigMapList");
        assertThat(server.get(MAPS).object().array("items").isEmpty()).isTrue();

        server.createConfigMaps("default", List.of("c"));
        var items = server.get(MAPS).object().array("items");
        assertThat(server.call("DELETE", MAPS, "").object().array("items")).isEqualTo(items);

        server.createConfigMaps("default", List.of("d"));
        var table = server.call("DELETE", MAPS, "", "Accept", TABLE).object();
        assertThat(table.string("kind")).isEqualTo("Table");
        assertThat(table.array("rows").size()).isEqualTo(1);
    }

    @Test
    void theMetadataOfOneObjectIsNotThatOfAList() {
        var list = server.get(MAPS, "Accept", "application/json" + METADATA);
        var one = server.get(MAPS + "/a", "Accept", "application/json" + METADATA_LIST);

        assertThat(list.code()).isEqualTo(406);
        assertThat(list.object().string("message"))
                .isEqualTo("you requested PartialObjectMetadata, but the requested object is a list"
                        + " (*core.ConfigMapList)");
        assertThat(one.object().string("message"))
                .isEqualTo("you requested PartialObjectMetadataList, but the requested object is not a list"
                        + " (*core.ConfigMap)");
    }

    @Test
    void theRouterRefusesATypeBeforeTheHandlerRefusesAKind() {
        var router = server.get(MAPS + "/a", "Accept", "text/html").object();
        var handler = server.get(MAPS + "/a", "Accept", "application/json;as=Nope;v=v1;g=meta.k8s.io")
                .object();

        assertThat(router.string("message"))
                .isEqualTo("406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf");
        assertThat(router.has("details")).isTrue();
        assertThat(handler.string("message"))
                .isEqualTo("only the following media types are accepted: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf");
    }

    @Test
    void whatTheCacheHasAsItIsIsNotCut() {
        var list = server.get(MAPS + "?resourceVersion=0&limit=1").object();

        assertThat(list.array("items").size()).isEqualTo(2);
        assertThat(list.object("metadata").has("continue")).isFalse();
    }
}
