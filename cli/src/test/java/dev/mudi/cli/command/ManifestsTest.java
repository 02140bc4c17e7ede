package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {
    private static final String MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n";

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static List<String> names(Path... paths) throws UserException {
        return Manifests.read(List.of(paths)).stream()
                .map(item -> item.object().getMetadata().getName())
                .toList();
    }

    @Test
    void readsDocumentsListsAndDirectoriesInOrder() throws Exception {
        file("b.yaml", MAP.formatted("three"));
        file("a.yml", MAP.formatted("one") + "---\n" + MAP.formatted("two"));
        file(
                "c.json",
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\","
                        + "\"metadata\":{\"name\":\"four\"}}]}");
        file("notes.txt", "not a manifest");

        assertThat(names(directory)).containsExactly("one", "two", "three", "four");
    }

    @Test
    void saysInOneLineWhichFileIsBrokenAndWhere() throws Exception {
        var broken = file("broken.yaml", "a: [b\n");

        assertThatThrownBy(() -> names(broken))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("cannot understand the manifest " + broken + ": ")
                .hasMessageContaining("line 1, column 4")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesWhatIsNoObject() throws Exception {
        var text = file("text.yaml", "just text\n");
        var nameless = file("nameless.yaml", "kind: ConfigMap\n");

        for (var path : List.of(text, nameless)) {
            assertThatThrownBy(() -> names(path))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("the manifest " + path);
        }
        assertThatThrownBy(() -> names(directory.resolve("none.yaml")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void refusesADirectoryWithoutManifests() {
        assertThatThrownBy(() -> names(directory))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith("there is no manifest in " + directory);
    }
}
