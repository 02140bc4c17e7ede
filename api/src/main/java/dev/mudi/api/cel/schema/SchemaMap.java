package dev.mudi.api.cel.schema;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.Equality;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.MapVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object or a map, read through its schema. Fields that the schema does not know are not seen, but counted and compared. */
record SchemaMap(ObjectValue data, ObjectValue schema) implements MapVal {
    private boolean isObject() {
        return schema.get("properties").isPresent();
    }

    private Optional<ObjectValue> schemaOf(String name) {
        if (isObject()) {
            var properties = schema.object("properties");
            return properties.has(name) ? Optional.of(properties.object(name)) : Optional.empty();
        }
        return Schemas.values(schema);
    }

    @Override
    public long size() {
        return data.size();
    }

    @Override
    public @Nullable Val find(Val key) {
        if (!(key instanceof StringVal(var text))) {
            return key.isError() ? key : ErrorVal.NO_SUCH_OVERLOAD;
        }
        var name = isObject() ? Escaping.unescape(text) : Optional.of(text);
        return name.map(this::value).orElse(null);
    }

    private @Nullable Val value(String name) {
        var value = data.get(name);
        boolean absent = value.isEmpty() || (isObject() && value.get() instanceof NullValue);
        if (absent) {
            return null;
        }
        return schemaOf(name).map(of -> SchemaValues.of(value.get(), of)).orElse(null);
    }

    @Override
    public List<Val> keys() {
        var keys = new ArrayList<Val>();
        for (var name : data.names()) {
            if (schemaOf(name).isPresent()) {
                keys.add(new StringVal(isObject() ? Escaping.escape(name).orElse(name) : name));
            }
        }
        return keys;
    }

    @Override
    public Val equalTo(Val other) {
        if (!(other instanceof MapVal that)) {
            return other.isError() ? other : ErrorVal.NO_SUCH_OVERLOAD;
        }
        if (that.size() != size()) {
            return BoolVal.FALSE;
        }
        for (var name : data.names()) {
            var equal = schemaOf(name).isPresent() ? equalField(name, that) : equalUnknown(name, that);
            if (!equal.equals(BoolVal.TRUE)) {
                return equal;
            }
        }
        return BoolVal.TRUE;
    }

    private Val equalField(String name, MapVal that) {
        var mine = value(name);
        var key = new StringVal(isObject() ? Escaping.escape(name).orElse(name) : name);
        var theirs = that.find(key);
        if (mine == null || theirs == null) {
            return BoolVal.of(mine == null && theirs == null);
        }
        return Equality.equal(mine, theirs);
    }

    private Val equalUnknown(String name, MapVal that) {
        if (!(that instanceof SchemaMap map)) {
            return ErrorVal.NO_SUCH_OVERLOAD;
        }
        var theirs = map.data.get(name);
        return BoolVal.of(theirs.isEmpty() || theirs.equals(data.get(name)));
    }

    @Override
    public Val raw() {
        return RawValues.of(data);
    }
}
