package dev.mudi.runtime.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mudi.runtime.conmon.Conmon;
import dev.mudi.runtime.linux.FileTrees;
import dev.mudi.runtime.linux.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Records on disk: a JSON file each, named by the record's id and replaced whole. */
final class Records<T> {

    /** Reads one record. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonNode node) throws IOException;
    }

    private static final String SUFFIX = ".json";

    private final Path directory;
    private final Reader<T> reader;

    Records(Path directory, Reader<T> reader) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.reader = reader;
    }

    List<T> load() throws IOException {
        var loaded = new ArrayList<T>();
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (file.getFileName().toString().startsWith(".")) {
                    Files.delete(file);
                } else {
                    loaded.add(read(file));
                }
            }
        }
        return loaded;
    }

    private T read(Path file) throws IOException {
        try {
            return reader.read(new ObjectMapper().readTree(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("the state file " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    void save(String id, ObjectNode record) throws IOException {
        FileTrees.replace(directory.resolve(id + SUFFIX), record.toString());
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(directory.resolve(id + SUFFIX));
    }

    static ObjectNode processes(Conmon.Started processes) {
        var node = JsonNodeFactory.instance.objectNode();
        node.set("container", process(processes.container()));
        node.set("monitor", process(processes.monitor()));
        return node;
    }

    static Conmon.Started processes(JsonNode node) {
        return new Conmon.Started(process(node.path("container")), process(node.path("monitor")));
    }

    private static ObjectNode process(ProcessId process) {
        return JsonNodeFactory.instance.objectNode().put("pid", process.pid()).put("startTicks", process.startTicks());
    }

    private static ProcessId process(JsonNode node) {
        return new ProcessId(node.path("pid").asLong(), node.path("startTicks").asLong());
    }
}
