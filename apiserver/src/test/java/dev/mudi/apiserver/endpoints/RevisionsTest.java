package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.fixture.MemoryResponse;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a revision in the query does. */
class RevisionsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

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

    private static List<String> names(MemoryResponse list) {
        return list.object()
                .array("items")
                .objects()
                .map(item -> item.object("metadata").string("name"))
                .toList();
    }

    @Test
    void aCollectionIsDeletedAsItWasAtTheRevision() {
        server.call("DELETE", MAPS + "/b", "");
        var revision = server.get(MAPS).object().object("metadata").string("resourceVersion");
        server.createConfigMaps("default", List.of("c"));

        var old = server.call("DELETE", MAPS + "?resourceVersion=" + revision + "&labelSelector=app%21%3Dx", "");

        assertThat(old.object().string("message"))
                .contains("the ResourceVersion in the precondition (" + revision + ")");
        var first = server.call("DELETE", MAPS + "?dryRun=All&resourceVersion=1", "");
        assertThat(first.code()).isEqualTo(200);
        assertThat(names(first)).isEmpty();
    }

    @Test
    void aWatchFromWhatIsNoRevisionIsTheClientsMistake() {
        var answer = server.get(MAPS + "?watch=1&resourceVersion=x");

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.object().string("message"))
                .isEqualTo("invalid resource version: resourceVersion: Invalid value: \"x\": strconv.ParseUint:"
                        + " parsing \"x\": invalid syntax");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "18446744073709551615"})
    void aRevisionOfSixtyFourBitsIsTooLargeAndNotMalformed(String revision) {
        var answer = server.get(MAPS + "?resourceVersion=" + revision);

        assertThat(answer.code()).isEqualTo(504);
        assertThat(answer.object().string("message")).startsWith("Timeout: Too large resource version: ");
    }
}
