package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * etcd's configuration file: YAML whose keys are flags without their dashes, but for certificates, which stand in two sections; and times
 * are whole nanoseconds there.
 */
final class EtcdConfigFile {
    private static final Map<String, String> SECTIONS =
            Map.of("client-transport-security", "", "peer-transport-security", "peer-");
    private static final Set<String> TIMES = Set.of(
            "grpc-keepalive-min-time",
            "grpc-keepalive-interval",
            "grpc-keepalive-timeout",
            "watch-progress-notify-interval",
            "experimental-watch-progress-notify-interval");

    private EtcdConfigFile() {}

    /** What stands in a file, as flags. What is empty there counts as not said. */
    static List<String> words(Path file) throws UserException, IOException {
        var words = new ArrayList<String>();
        for (var entry : settings(file).entrySet()) {
            var key = String.valueOf(entry.getKey());
            var prefix = SECTIONS.get(key);
            if (prefix == null) {
                add(words, file, key, entry.getValue());
            } else if (entry.getValue() instanceof Map<?, ?> section) {
                for (var inner : section.entrySet()) {
                    add(words, file, prefix + inner.getKey(), inner.getValue());
                }
            }
        }
        return words;
    }

    private static Map<?, ?> settings(Path file) throws UserException, IOException {
        try {
            var read = new Load(LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            if (read instanceof Map<?, ?> settings) {
                return settings;
            }
        } catch (YamlEngineException e) {
            throw new UserException("--config-file " + file + " is no YAML: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new UserException("--config-file " + file + " is not there", e);
        }
        throw new UserException("--config-file " + file + " has no settings: give lines such as 'name: a'");
    }

    private static void add(List<String> words, Path file, String key, Object value) throws UserException {
        if (key.equals("config-file")) {
            throw new UserException("--config-file " + file + " names another: put all settings into one file");
        }
        var text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
        if (value == null || text.isEmpty()) {
            return;
        }
        words.add("--" + key + "=" + (TIMES.contains(key) && value instanceof Number ? text + "ns" : text));
    }
}
