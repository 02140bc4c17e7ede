package dev.mudi.build.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which definition ({@code io.k8s.api.core.v1.PodSpec}) each model class ({@code V1PodSpec}) is. The protobuf message of the same
 * version and name tells; a type without one, or with several, belongs to the group of the kind that refers to it.
 */
final class Naming {
    private static final Pattern CLASS = Pattern.compile("([A-Za-z]*?)(V\\d+(?:alpha\\d+|beta\\d+)?)([A-Z]\\w*)");
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1";

    private final Map<String, Model> models;
    private final Map<String, List<String>> candidates = new HashMap<>();
    private final Map<String, String> names = new TreeMap<>();

    Naming(Map<String, Model> models, Iterable<Message> messages) {
        this.models = models;
        for (var message : messages) {
            var name = definition(message.name());
            var simple = name.substring(name.lastIndexOf('.') + 1);
            candidates.merge(versionOf(name) + " " + simple, List.of(name), (some, more) -> {
                var all = new ArrayList<>(some);
                all.addAll(more);
                return all;
            });
        }
    }

    /** The definition of a protobuf message. */
    static String definition(String message) {
        return message.startsWith("k8s.io.")
                ? "io.k8s." + message.substring("k8s.io.".length()).replace('_', '-')
                : message;
    }

    /** The package of the definitions of a group and version. */
    static String packageOf(String group, String version) {
        return switch (group) {
            case "apiextensions.k8s.io" -> "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions." + version;
            case "apiregistration.k8s.io" -> "io.k8s.kube-aggregator.pkg.apis.apiregistration." + version;
            case "internal.apiserver.k8s.io" -> "io.k8s.api.apiserverinternal." + version;
            case "" -> "io.k8s.api.core." + version;
            default -> "io.k8s.api." + group.split("\\.")[0] + "." + version;
        };
    }

    /** Names every model that the kinds and the types of meta/v1 reach. */
    Map<String, String> resolve(List<Resources.Kind> kinds) {
        for (var kind : kinds) {
            visit(rootOf(kind), packageOf(kind.group(), kind.version()));
        }
        for (var model : models.keySet()) {
            var parts = parts(model);
            if (parts[0].isEmpty()
                    && candidates.getOrDefault(key(parts), List.of()).contains(META + "." + parts[2])) {
                visit(model, META);
            }
        }
        return names;
    }

    private String rootOf(Resources.Kind kind) {
        var version = Character.toUpperCase(kind.version().charAt(0)) + kind.version().substring(1);
        var group = kind.group().isEmpty() ? "core" : kind.group().split("\\.")[0];
        var prefixed = Character.toUpperCase(group.charAt(0)) + group.substring(1) + version + kind.kind();
        var plain = version + kind.kind();
        if (models.containsKey(prefixed)) {
            return prefixed;
        }
        if (models.containsKey(plain)) {
            return plain;
        }
        throw new IllegalStateException("there is no model of " + kind);
    }

    private void visit(String root, String rootPackage) {
        record Step(String model, String home) {}
        var open = new ArrayDeque<Step>();
        open.add(new Step(root, rootPackage));
        while (!open.isEmpty()) {
            var step = open.poll();
            if (names.containsKey(step.model)) {
                continue;
            }
            var name = nameOf(step.model, step.home);
            names.put(step.model, name);
            var home = name.substring(0, name.lastIndexOf('.'));
            for (var property : models.get(step.model).properties()) {
                referred(property.javaType()).ifPresent(next -> open.add(new Step(next, home)));
            }
            List.of(step.model + "List", step.model.replaceFirst("^[A-Z][a-z]+(?=V\\d)", "") + "List").stream()
                    .filter(models::containsKey)
                    .forEach(list -> open.add(new Step(list, home)));
        }
    }

    private String nameOf(String model, String home) {
        var parts = parts(model);
        var found = candidates.getOrDefault(key(parts), List.of());
        var own = home.substring(0, home.lastIndexOf('.') + 1) + parts[1].toLowerCase(Locale.ROOT) + "." + parts[2];
        if (!parts[0].isEmpty()) {
            var group = parts[0].toLowerCase(Locale.ROOT);
            var matching = found.stream().filter(one -> one.contains("." + group + ".")).toList();
            return matching.isEmpty() ? own : matching.getFirst();
        }
        if (found.contains(own) || found.isEmpty()) {
            return own;
        }
        var meta = META + "." + parts[2];
        if (found.contains(meta)) {
            return meta;
        }
        return found.size() == 1 ? found.getFirst() : preferred(model, found);
    }

    private static String preferred(String model, List<String> found) {
        return found.stream()
                .filter(one -> one.startsWith("io.k8s.api.core."))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(model + " may be any of " + found));
    }

    /** The model class that a Java type refers to, if it refers to one. */
    static Optional<String> referred(String javaType) {
        var inner = javaType.replaceAll("^(List|Map)<(?:String, )?(.*)>$", "$2");
        inner = inner.replaceAll("^List<(.*)>$", "$1");
        return CLASS.matcher(inner).matches() ? Optional.of(inner) : Optional.empty();
    }

    private static String[] parts(String model) {
        var match = CLASS.matcher(model);
        if (!match.matches()) {
            throw new IllegalStateException("the class name " + model + " is not understood");
        }
        return new String[] {match.group(1), match.group(2), match.group(3)};
    }

    private static String key(String[] parts) {
        return parts[1].toLowerCase(Locale.ROOT) + " " + parts[2];
    }

    private static String versionOf(String definition) {
        var parts = definition.split("\\.");
        return parts.length < 2 ? "" : parts[parts.length - 2];
    }
}
