package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** The objects of manifests. All are read before anything is started, so that nothing is half-done for a typing error. */
final class Manifests {
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    /** An object and the file that it stands in. */
    record Item(HasMetadata object, Path file) {}

    private Manifests() {}

    /**
     * Reads files, and of directories the files that end in .yaml, .yml and .json, in the order of their names.
     *
     * @throws UserException what cannot be read, with the place
     */
    static List<Item> read(List<Path> paths) throws UserException {
        List<Item> items = new ArrayList<>();
        for (var path : paths) {
            for (var file : files(path)) {
                readFile(file, items);
            }
        }
        return items;
    }

    private static List<Path> files(Path path) throws UserException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (var files = Files.list(path)) {
            var found = files.filter(
                            file -> ENDINGS.stream().anyMatch(file.toString()::endsWith) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new UserException("there is no manifest in " + path + ": it has no file that ends in "
                        + String.join(", ", ENDINGS));
            }
            return found;
        } catch (IOException e) {
            throw new UserException("cannot read the directory " + path, e);
        }
    }

    private static void readFile(Path file, List<Item> items) throws UserException {
        try (var in = Files.newInputStream(file)) {
            add(new KubernetesSerialization().unmarshal(in), file, items);
        } catch (IOException e) {
            throw new UserException("cannot read the manifest " + file, e);
        } catch (RuntimeException e) {
            throw new UserException("cannot understand the manifest " + file + ": " + oneLine(e), e);
        }
    }

    private static void add(Object read, Path file, List<Item> items) throws UserException {
        switch (read) {
            case KubernetesList list -> addAll(list.getItems(), file, items);
            case Collection<?> documents -> addAll(documents, file, items);
            case HasMetadata object when object.getMetadata() != null -> items.add(new Item(object, file));
            default ->
                throw new UserException("cannot understand the manifest " + file
                        + ": an object needs apiVersion, kind and metadata with a name");
        }
    }

    private static void addAll(Collection<?> documents, Path file, List<Item> items) throws UserException {
        for (var document : documents) {
            add(document, file, items);
        }
    }

    /** A parser's message has the text and a mark below it, over several lines. */
    private static String oneLine(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var words = Objects.requireNonNullElse(
                        cause.getMessage(), cause.getClass().getSimpleName())
                .lines()
                .map(String::strip)
                .filter(line -> !line.equals("^") && !line.isEmpty())
                .toList();
        return String.join(", ", words);
    }
}
