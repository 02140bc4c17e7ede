package dev.mudi.api.cel.schema;

import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules at one place of a schema and those below it.
 *
 * @param schema the schema there, with what rules see of metadata
 * @param rules the rules there
 * @param known whether rules can see what the schema describes
 * @param items the rules of a list's items
 * @param values the rules of a map's values
 * @param properties the rules of an object's fields
 */
record RuleNode(
        ObjectValue schema,
        List<CompiledRule> rules,
        boolean known,
        Optional<RuleNode> items,
        Optional<RuleNode> values,
        Map<String, RuleNode> properties) {

    /** The rules of a schema; empty if it has none. */
    static Optional<RuleNode> of(ObjectValue schema, boolean resource, Optional<DeclaredType> type) {
        if (!Schemas.hasRules(schema)) {
            return Optional.empty();
        }
        var element = type.flatMap(DeclaredType::element);
        var items = Schemas.items(schema).flatMap(inner -> of(inner, Schemas.isEmbedded(inner), element));
        var values = Schemas.values(schema).flatMap(inner -> of(inner, Schemas.isEmbedded(inner), element));
        var properties = new LinkedHashMap<String, RuleNode>();
        var all = schema.object("properties");
        for (var name : all.names()) {
            var inner = all.object(name);
            var escaped = Escaping.escape(name);
            var field = escaped.isPresent()
                    ? type.flatMap(known -> known.field(escaped.get()))
                    : DeclaredType.of(inner, Schemas.isEmbedded(inner));
            if (field.isPresent()) {
                of(inner, Schemas.isEmbedded(inner), field).ifPresent(node -> properties.put(name, node));
            }
        }
        var rules = type.filter(known -> !Schemas.rules(schema).isEmpty())
                .map(known -> CompiledRule.compile(schema, known))
                .orElse(List.of());
        boolean known = type.isPresent() || Schemas.rules(schema).isEmpty();
        var seen = resource ? Schemas.withMetadata(schema) : schema;
        return Optional.of(new RuleNode(seen, rules, known, items, values, properties));
    }

    void validate(RuleRun run, FieldPath path, Value now, Optional<Value> before, Ratchet ratchet) {
        if (run.isOver() || now instanceof NullValue) {
            return;
        }
        var old = before.filter(value -> !(value instanceof NullValue));
        run.evaluate(this, path, now, old, ratchet);
        switch (now) {
            case ArrayValue array -> array(run, path, array, old, ratchet);
            case ObjectValue object -> object(run, path, object, old, ratchet);
            default -> {}
        }
    }

    private void array(RuleRun run, FieldPath path, ArrayValue array, Optional<Value> before, Ratchet ratchet) {
        if (items.isEmpty()) {
            return;
        }
        var correlation = before.map(old -> new Correlation(array, old, schema));
        for (int i = 0; i < array.size() && !run.isOver(); i++) {
            var item = array.get(i);
            var old = correlation.flatMap(known -> known.oldItem(item)).map(Value.class::cast);
            items.get().validate(run, path.index(i), item, old, ratchet.index(i));
        }
    }

    private void object(RuleRun run, FieldPath path, ObjectValue object, Optional<Value> before, Ratchet ratchet) {
        boolean correlatable = Schemas.isCorrelatable(schema);
        for (var name : object.names()) {
            var old = before.filter(value -> correlatable && value instanceof ObjectValue)
                    .flatMap(value -> ((ObjectValue) value).get(name));
            var value = object.get(name).orElse(NullValue.NULL);
            values.ifPresent(node -> node.validate(run, path.key(name), value, old, ratchet.key(name)));
            var property = properties.get(name);
            if (property != null) {
                property.validate(run, path.child(name), value, old, ratchet.key(name));
            }
        }
    }
}
