package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.List;

/** Warnings about files of one volume that hide each other. Stateless. */
final class OverlapWarnings {
    /** A file and where it comes from; the source may be empty. */
    private record PathAndSource(String path, String source) {
        private boolean overlaps(PathAndSource other) {
            return !path.isEmpty()
                    && !other.path.isEmpty()
                    && ((path + "/").startsWith(other.path + "/") || (other.path + "/").startsWith(path + "/"));
        }

        @Override
        public String toString() {
            return "\"" + path + "\"" + (source.isEmpty() ? "" : " (" + source + ")");
        }
    }

    private OverlapWarnings() {}

    static List<String> of(At volumes) {
        var warnings = new ArrayList<String>();
        for (var volume : volumes.items()) {
            var name = "volume \"" + volume.at("name").text() + "\" (";
            keys(
                    volume.at("configMap"),
                    name + "ConfigMap \"" + volume.at("configMap", "name").text() + "\")",
                    warnings);
            keys(
                    volume.at("secret"),
                    name + "Secret \"" + volume.at("secret", "secretName").text() + "\")",
                    warnings);
            keys(volume.at("downwardAPI"), name + "DownwardAPI)", warnings);
            projected(volume.at("projected"), name + "Projected)", warnings);
        }
        return warnings;
    }

    private static void keys(At source, String volume, List<String> warnings) {
        overlapping(files(source, ""), new ArrayList<>(), volume, warnings);
    }

    private static void projected(At projected, String volume, List<String> warnings) {
        var known = new ArrayList<PathAndSource>();
        for (var source : projected.at("sources").items()) {
            if (source.isEmpty()) {
                warnings.add(volume + " has no sources provided");
            } else {
                overlapping(files(source), known, volume, warnings);
            }
        }
    }

    private static void overlapping(
            List<PathAndSource> files, List<PathAndSource> known, String volume, List<String> warnings) {
        for (var file : files) {
            for (var other : known) {
                if (file.overlaps(other)) {
                    warnings.add(volume + ": overlapping paths: " + file + " with " + other);
                }
            }
            known.add(file);
        }
    }

    private static List<PathAndSource> files(At source) {
        var configMap = source.at("configMap");
        var secret = source.at("secret");
        if (!configMap.at("items").isEmpty()) {
            return files(configMap, "ConfigMap \"" + configMap.at("name").text() + "\"");
        }
        if (!secret.at("items").isEmpty()) {
            return files(secret, "Secret \"" + secret.at("name").text() + "\"");
        }
        if (!source.at("downwardAPI", "items").isEmpty()) {
            return files(source.at("downwardAPI"), "DownwardAPI");
        }
        var token = source.at("serviceAccountToken");
        return token.isSet() ? List.of(file(token.at("path"), "ServiceAccountToken")) : List.of();
    }

    private static List<PathAndSource> files(At source, String shown) {
        return source.at("items").items().stream()
                .map(item -> file(item.at("path"), shown))
                .toList();
    }

    private static PathAndSource file(At path, String source) {
        var text = path.text();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return new PathAndSource(text.substring(0, end), source);
    }
}
