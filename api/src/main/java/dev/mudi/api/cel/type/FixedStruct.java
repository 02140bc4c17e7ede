package dev.mudi.api.cel.type;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A structure whose fields are known beforehand.
 *
 * @param types the types of the fields by their names
 */
public record FixedStruct(String name, Map<String, CelType> types) implements StructType {

    /** Copies the fields. */
    public FixedStruct {
        types = Map.copyOf(types);
    }

    /** The type that refers to this structure. */
    public CelType type() {
        return CelType.struct(name);
    }

    @Override
    public Set<String> fields() {
        return types.keySet();
    }

    @Override
    public Optional<CelType> field(String field) {
        return Optional.ofNullable(types.get(field));
    }
}
