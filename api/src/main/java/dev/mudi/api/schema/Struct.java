package dev.mudi.api.schema;

import dev.mudi.api.tree.ObjectValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An object with known fields. Named structs are shared and may refer to themselves, so the fields are made when they are
 * first asked for; two threads that ask at once make equal ones. Equality is identity.
 */
public final class Struct implements Schema {
    private final String name;
    private final Traits traits;
    private final Supplier<List<Field>> source;
    private volatile @Nullable Fields fields;
    private volatile @Nullable ObjectValue zero;

    /**
     * What is said of a struct as a whole.
     *
     * @param atomic whether apply replaces it as a whole
     * @param keepsUnknown whether fields without a type of their own are kept (x-kubernetes-preserve-unknown-fields)
     * @param embedded whether it is an object with apiVersion, kind and metadata of its own (x-kubernetes-embedded-resource)
     */
    public record Traits(boolean atomic, boolean keepsUnknown, boolean embedded) {
        /** Nothing is said. */
        public static final Traits NONE = new Traits(false, false, false);
    }

    private record Fields(List<Field> list, Map<String, Integer> positions) {}

    /**
     * A struct.
     *
     * @param name as OpenAPI calls it ({@code io.k8s.api.core.v1.PodSpec}); empty for one without a name
     * @param source gives the fields in the order in which they are written; may be asked more than once
     */
    public Struct(String name, Traits traits, Supplier<List<Field>> source) {
        this.name = name;
        this.traits = traits;
        this.source = source;
    }

    /** A struct without a name and with these fields. */
    public static Struct of(List<Field> fields) {
        var copy = List.copyOf(fields);
        return new Struct("", Traits.NONE, () -> copy);
    }

    /** As OpenAPI calls it; empty for one without a name. */
    public String name() {
        return name;
    }

    /** What is said of it as a whole. */
    public Traits traits() {
        return traits;
    }

    /** The fields in the order in which they are written. */
    public List<Field> fields() {
        return loaded().list;
    }

    /** A field by its name in JSON. */
    public Optional<Field> field(String name) {
        int position = position(name);
        return position < 0 ? Optional.empty() : Optional.of(loaded().list.get(position));
    }

    /** Where a field stands in {@link #fields}, -1 if there is none of this name. */
    int position(String name) {
        var found = loaded().positions.get(name);
        return found == null ? -1 : found;
    }

    /** What is written of it when nothing is given. */
    ObjectValue zero() {
        var known = zero;
        if (known == null) {
            known = Decoder.canonical(ObjectValue.EMPTY, this);
            zero = known;
        }
        return known;
    }

    private Fields loaded() {
        var known = fields;
        if (known == null) {
            var list = List.copyOf(source.get());
            var positions = HashMap.<String, Integer>newHashMap(list.size());
            for (int i = 0; i < list.size(); i++) {
                positions.put(list.get(i).name(), i);
            }
            known = new Fields(list, positions);
            fields = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name.isEmpty() ? "struct" : name;
    }
}
