package dev.mudi.build.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kinds that the table of resources names. */
final class Resources {
    private Resources() {}

    /** A kind in a group and version; the group is empty for core. */
    record Kind(String group, String version, String kind) {}

    static List<Kind> read(Path table) throws IOException {
        return Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .filter(cells -> !cells[2].contains("/") || hasModel(cells))
                .map(Resources::kind)
                .distinct()
                .toList();
    }

    /** The kinds of subresources that have a model; the options of proxy, exec and their kin are parameters only. */
    private static boolean hasModel(String[] cells) {
        return !cells[3].endsWith("Options");
    }

    private static Kind kind(String[] cells) {
        if (cells[4].isEmpty()) {
            return new Kind(cells[0], cells[1], cells[3]);
        }
        var slash = cells[4].indexOf('/');
        return new Kind(slash < 0 ? "" : cells[4].substring(0, slash), cells[4].substring(slash + 1), cells[3]);
    }
}
