package dev.mudi.api.resource;

import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Kubernetes' own resources, of the table {@code resources.tsv} beside this class: one line a resource or subresource, in
 * upstream's order of group priority. A selectable field is written {@code label=path|path:type}; path and type are left out when
 * the path is the label and the type text.
 */
final class BuiltInResources {
    private static final String TABLE = "resources.tsv";

    private BuiltInResources() {}

    private record Row(List<String> cells) {
        String group() {
            return cells.get(0);
        }

        String version() {
            return cells.get(1);
        }

        String resource() {
            return cells.get(2);
        }

        String kind() {
            return cells.get(3);
        }

        /** Group and version of what is sent and answered: the resource's own unless the table says otherwise. */
        String response() {
            return cells.get(4).isEmpty() ? new ResourceName(group(), version(), "").apiVersion() : cells.get(4);
        }

        List<String> list(int column) {
            return cells.get(column).isEmpty()
                    ? List.of()
                    : List.of(cells.get(column).split(","));
        }

        Set<Verb> verbs() {
            var verbs = new LinkedHashSet<Verb>();
            list(9).forEach(text -> verbs.add(Verb.of(text)));
            return verbs;
        }

        boolean isSubresource() {
            return resource().contains("/");
        }
    }

    static List<ResourceDefinition> definitions(BiFunction<String, String, Strategy> strategies) {
        var definitions = new ArrayList<ResourceDefinition>();
        var rows = rows();
        for (int i = 0; i < rows.size(); ) {
            var row = rows.get(i++);
            var subresources = new ArrayList<Subresource>();
            for (; i < rows.size() && rows.get(i).isSubresource(); i++) {
                subresources.add(subresource(rows.get(i)));
            }
            definitions.add(definition(row, subresources, strategies));
        }
        return definitions;
    }

    private static ResourceDefinition definition(
            Row row, List<Subresource> subresources, BiFunction<String, String, Strategy> strategies) {
        return ResourceDefinition.builder(
                        new ResourceName(row.group(), row.version(), row.resource()), row.kind(), schema(row))
                .scope(row.cells.get(5).equals("Namespaced") ? Scope.NAMESPACED : Scope.CLUSTER)
                .singular(row.cells.get(6))
                .shortNames(row.list(7))
                .categories(row.list(8))
                .verbs(row.verbs())
                .storageVersion(row.cells.get(10))
                .storagePrefix(row.cells.get(11))
                .selectableFields(row.list(12).stream()
                        .map(BuiltInResources::selectableField)
                        .toList())
                .subresources(subresources)
                .strategy(strategies.apply(row.group(), row.resource()))
                .build();
    }

    private static Struct schema(Row row) {
        return SchemaCatalog.builtIn()
                .kind(row.group(), row.version(), row.kind())
                .orElseThrow(() -> new IllegalStateException(TABLE + " names " + row.response() + " " + row.kind()
                        + ", which the generated schemas do not have: rebuild, or mend the table"));
    }

    private static Subresource subresource(Row row) {
        var response = row.response();
        int slash = response.indexOf('/');
        return new Subresource(
                row.resource().substring(row.resource().indexOf('/') + 1),
                row.kind(),
                slash < 0 ? "" : response.substring(0, slash),
                response.substring(slash + 1),
                row.verbs());
    }

    private static SelectableField selectableField(String text) {
        int colon = text.indexOf(':');
        var type = colon < 0 ? "" : text.substring(colon + 1);
        var rest = colon < 0 ? text : text.substring(0, colon);
        int equals = rest.indexOf('=');
        var label = equals < 0 ? rest : rest.substring(0, equals);
        var paths = Arrays.stream(rest.substring(equals + 1).split("\\|"))
                .map(path -> List.of(path.split("\\.")))
                .toList();
        return new SelectableField(label, paths, type.equals("boolean") ? "false" : type.equals("integer") ? "0" : "");
    }

    private static List<Row> rows() {
        try (var in = BuiltInResources.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException(TABLE + " is missing beside " + BuiltInResources.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> new Row(List.of(line.split("\t", -1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + TABLE + " failed", e);
        }
    }
}
