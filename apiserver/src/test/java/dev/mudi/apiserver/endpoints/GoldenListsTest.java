package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists by every combination of resourceVersion, resourceVersionMatch and limit, as upstream's own server answered them. */
class GoldenListsTest {
    private static final String LIST = "/api/v1/namespaces/default/secrets";

    private static ResourceServer server;
    private static long newest;

    @BeforeAll
    static void createFive(@TempDir Path directory) {
        server = new ResourceServer(directory);
        for (int i = 0; i < 5; i++) {
            server.call("POST", LIST, "{\"metadata\":{\"name\":\"s" + i + "\"}}");
        }
        newest = Long.parseLong(server.get(LIST).object().object("metadata").string("resourceVersion"));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Stream<ObjectValue> cases() {
        try (var in = GoldenListsTest.class.getResourceAsStream("/golden/lists.json")) {
            return Json.object(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .array("cases")
                    .objects();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aListIsAnsweredAsUpstreamDoes(ObjectValue golden) {
        var query =
                golden.string("query").replace("NOW", Long.toString(newest)).replace("PAST", Long.toString(newest - 3));

        var answer = server.get(LIST + "?" + query);

        assertThat(answer.code()).isEqualTo((int) golden.integer("code", 0));
        var list = answer.object();
        if (answer.code() == 200) {
            assertThat(list.array("items")
                            .objects()
                            .map(item -> item.object("metadata").string("name")))
                    .containsExactlyElementsOf(golden.array("names").strings().toList());
            assertThat(list.object("metadata").integer("remainingItemCount", 0))
                    .isEqualTo(golden.integer("remaining", 0));
        } else {
            assertThat(list.string("reason")).isEqualTo(golden.string("reason"));
            assertThat(list.object("details")
                            .array("causes")
                            .objects()
                            .map(cause -> cause.string("field") + ": " + cause.string("message")))
                    .containsExactlyInAnyOrderElementsOf(
                            golden.array("causes").strings().toList());
        }
    }

    @Test
    void aRevisionOfThePastIsShownOnlyWhereItIsMeantExactly() {
        var past = LIST + "?resourceVersion=" + (newest - 3);

        assertThat(names(past + "&resourceVersionMatch=Exact")).containsExactly("s0", "s1");
        assertThat(names(past + "&limit=9")).as("paging goes by one snapshot").containsExactly("s0", "s1");
        assertThat(names(past)).hasSize(5);
        assertThat(names(past + "&resourceVersionMatch=NotOlderThan")).hasSize(5);
    }

    private static List<String> names(String uri) {
        return server.get(uri)
                .object()
                .array("items")
                .objects()
                .map(item -> item.object("metadata").string("name"))
                .toList();
    }
}
