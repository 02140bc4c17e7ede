package dev.mudi.api.table;

import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.schema.Descriptions;
import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what columns mean: what the schema says of the field that they show, where a column shows one, and a few words where it shows
 * what is computed. Pure.
 */
final class ColumnDescriptions {
    /** Columns that show a field by another name. */
    private static final Map<String, List<String>> FIELDS = Map.ofEntries(
            Map.entry("Name", List.of("metadata", "name")),
            Map.entry("Age", List.of("metadata", "creationTimestamp")),
            Map.entry("Created At", List.of("metadata", "creationTimestamp")),
            Map.entry("Labels", List.of("metadata", "labels")),
            Map.entry("IP", List.of("status", "podIP")),
            Map.entry("Node", List.of("spec", "nodeName")),
            Map.entry("Nominated Node", List.of("status", "nominatedNodeName")),
            Map.entry("Internal-IP", List.of("status", "addresses")),
            Map.entry("External-IP", List.of("status", "addresses")),
            Map.entry("Port(s)", List.of("spec", "ports")),
            Map.entry("Desired", List.of("spec", "replicas")),
            Map.entry("Current", List.of("status", "replicas")),
            Map.entry("Available", List.of("status", "availableReplicas")),
            Map.entry("Up-to-date", List.of("status", "updatedReplicas")),
            Map.entry("Last Schedule", List.of("status", "lastScheduleTime")),
            Map.entry("Pod-Selector", List.of("spec", "podSelector")),
            Map.entry("Claim", List.of("spec", "claimRef")),
            Map.entry("Volume", List.of("spec", "volumeName")),
            Map.entry("StorageClass", List.of("spec", "storageClassName")),
            Map.entry("SignerName", List.of("spec", "signerName")),
            Map.entry("Requestor", List.of("spec", "username")));

    /** Columns that show what is computed. */
    private static final Map<String, String> COMPUTED = Map.of(
            "Ready", "How many are ready, of how many.",
            "Status", "The state in a word.",
            "Restarts", "How often containers were started again, and when that was last.",
            "Roles", "The roles that labels give.",
            "Containers", "The names of the containers.",
            "Images", "The images of the containers.",
            "Data", "How many entries there are.",
            "Completions", "How many have completed, of how many.");

    private final Struct type;
    private final Descriptions texts;

    private ColumnDescriptions(Struct type, Descriptions texts) {
        this.type = type;
        this.texts = texts;
    }

    /** The columns of a built-in resource with their descriptions. */
    static List<Column> of(ResourceDefinition definition, List<Column> columns) {
        var all = new ColumnDescriptions(
                definition.schema(), SchemaCatalog.builtIn().descriptions());
        return columns.stream().map(all::described).toList();
    }

    private Column described(Column column) {
        return column.description().isEmpty()
                ? new Column(column.name(), column.type(), column.format(), column.priority(), text(column.name()))
                : column;
    }

    private String text(String column) {
        var known = FIELDS.get(column);
        var path = known == null ? Optional.<String>empty() : at(type, known);
        return path.or(() -> Optional.ofNullable(COMPUTED.get(column)))
                .or(() -> sameName(column))
                .orElse("");
    }

    private Optional<String> at(Struct owner, List<String> path) {
        var field = owner.field(path.getFirst());
        if (path.size() == 1) {
            return field.map(found -> texts.of(owner, found));
        }
        return field.flatMap(ColumnDescriptions::struct).flatMap(inner -> at(inner, path.subList(1, path.size())));
    }

    private static Optional<Struct> struct(Field field) {
        return field.schema() instanceof Struct inner ? Optional.of(inner) : Optional.empty();
    }

    /** What the field of the same name says, in the object, its spec, its status or what a node says about itself. */
    private Optional<String> sameName(String column) {
        var name = column.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        var spec = type.field("spec").flatMap(ColumnDescriptions::struct);
        var status = type.field("status").flatMap(ColumnDescriptions::struct);
        return Stream.of(Optional.of(type), spec, status)
                .flatMap(Optional::stream)
                .flatMap(owner -> owner.fields().stream()
                        .filter(field -> field.name().toLowerCase(Locale.ROOT).equals(name))
                        .map(field -> texts.of(owner, field)))
                .findFirst();
    }
}
