package dev.mudi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for every command. */
class MudiTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** The words of every command, those below others too. */
    static Stream<List<String>> commands() {
        return below(Mudi.commandLine(), List.of());
    }

    private static Stream<List<String>> below(CommandLine line, List<String> words) {
        return Stream.concat(
                Stream.of(words), line.getSubcommands().entrySet().stream().flatMap(entry -> {
                    var longer = new ArrayList<>(words);
                    longer.add(entry.getKey());
                    return below(entry.getValue(), longer);
                }));
    }

    private int run(List<String> words, String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return Mudi.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private int runHere(String... words) {
        return run(List.of(words), "--data-dir", folder.resolve("none").toString());
    }

    private void assertOneLine(String... words) {
        assertThat(err.toString()).startsWith("mudi: ").contains(words);
        assertThat(err.toString().strip()).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void tellsHowItIsUsed(List<String> words) {
        assertThat(run(words, "--help")).isZero();
        assertThat(out.toString())
                .startsWith("Usage: "
                        + String.join(
                                " ",
                                Stream.concat(Stream.of("mudi"), words.stream()).toList()));
        assertThat(out.toString()).doesNotContain("=<");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void refusesWrongWordsInOneLine(List<String> words) {
        assertThat(run(words, "--no-such-option")).isEqualTo(2);
        assertOneLine(" --help')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "version", "check", "bench", "image ls"})
    void refusesAFormatThatIsNone(String words) {
        assertThat(run(List.of(words.split(" ")), "-o", "xml")).isEqualTo(2);
        assertOneLine("table, json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "bench"})
    void printsJson(String word) throws Exception {
        assertThat(run(List.of(word), "-o", "json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).isContainerNode())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "image ls", "image pull x", "image rm x", "logs", "check", "bench creates"})
    void saysInOneLineThatThereIsNoCluster(String words) {
        assertThat(runHere(words.split(" "))).isEqualTo(1);
        assertOneLine(folder.toString());
    }

    @Test
    void stopsWhatDoesNotRunWithoutComplaint() {
        assertThat(runHere("down")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"65536", "-1", "https"})
    void refusesAPortThatIsNoneAndMakesNothing(String port) {
        assertThat(runHere("up", "--nodes=hollow", "--port=" + port)).isEqualTo(2);
        assertOneLine("'" + port + "' is no port");
        assertThat(Files.exists(folder.resolve("none"))).isFalse();
    }

    @Test
    void refusesATimeoutThatIsNone() {
        assertThat(runHere("up", "--nodes=hollow", "--timeout=0")).isEqualTo(1);
        assertOneLine("--timeout 0");
    }
}
