package dev.mudi.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.fixture.ResourceServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What upstream's conformance tests ask of lists in parts (test/e2e/apimachinery/chunking.go), with the compaction done by hand. */
class ChunkingTest {
    private static final int ALL = 40;
    private static final int LIMIT = ALL / 10;
    private static final String TEMPLATES = "/api/v1/namespaces/default/podtemplates";

    @TempDir
    Path directory;

    private ResourceServer server;

    @BeforeEach
    void start() {
        server = new ResourceServer(directory);
        IntStream.range(0, ALL).forEach(i -> {
            var answer = server.call("POST", TEMPLATES, """
                    {"metadata":{"name":"template-%04d"},"template":{"spec":{"containers":[{"name":"c","image":"i"}]}}}""".formatted(i));
            assertThat(answer.code()).as(answer.text()).isEqualTo(201);
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ObjectValue page(String token) {
        var answer = server.get(TEMPLATES + "?limit=" + LIMIT + (token.isEmpty() ? "" : "&continue=" + token));
        assertThat(answer.code()).as(answer.text()).isEqualTo(200);
        return answer.object();
    }

    private static List<String> names(ObjectValue page) {
        return page.array("items")
                .objects()
                .map(item -> item.object("metadata").string("name"))
                .toList();
    }

    /** Of a part after which there is something, how much; of the last part nothing is said. */
    private static void checkRemaining(ObjectValue page, int before) {
        var meta = page.object("metadata");
        if (meta.string("continue").isEmpty()) {
            assertThat(meta.has("remainingItemCount")).isFalse();
        } else {
            assertThat(meta.integer("remainingItemCount", -1))
                    .isEqualTo(ALL - before - names(page).size());
        }
    }

    /** Compacts to what is, after a change that makes what was read before the past. */
    private void compact() {
        server.createConfigMaps("default", List.of("later"));
        server.etcd().compact(server.etcd().revision());
    }

    @Test
    void aListGoesOnFromItsLastKeyWhenItsRevisionIsCompacted() {
        var first = page("");
        checkRemaining(first, 0);
        var token = first.object("metadata").string("continue");
        checkRemaining(page(token), LIMIT);

        compact();
        var expired = server.get(TEMPLATES + "?limit=" + LIMIT + "&continue=" + token);
        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.object().string("reason")).isEqualTo("Expired");
        var inconsistent = expired.object().object("metadata").string("continue");
        assertThat(inconsistent).isNotEmpty();

        var found = new ArrayList<>(names(first));
        var second = page(inconsistent);
        checkRemaining(second, LIMIT);
        assertThat(names(second)).hasSize(LIMIT);
        var revision = second.object("metadata").string("resourceVersion");
        assertThat(revision).isNotEqualTo(first.object("metadata").string("resourceVersion"));

        for (var part = second; ; ) {
            assertThat(part.object("metadata").string("resourceVersion")).isEqualTo(revision);
            checkRemaining(part, found.size());
            found.addAll(names(part));
            var next = part.object("metadata").string("continue");
            if (next.isEmpty()) {
                break;
            }
            server.createConfigMaps("default", List.of("more-" + found.size()));
            part = page(next);
        }
        assertThat(found)
                .isEqualTo(IntStream.range(0, ALL)
                        .mapToObj("template-%04d"::formatted)
                        .toList());
    }
}
