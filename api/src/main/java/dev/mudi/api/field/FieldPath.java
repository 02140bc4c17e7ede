package dev.mudi.api.field;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place in an object, written as upstream writes it: {@code spec.ports[2].name}, {@code metadata.labels[app]}. Immutable. */
public final class FieldPath {
    /** The object itself; prints as {@code <nil>} as upstream's empty path does. */
    public static final FieldPath ROOT = new FieldPath(null, "");

    private final @Nullable FieldPath parent;
    private final String step;

    private FieldPath(@Nullable FieldPath parent, String step) {
        this.parent = parent;
        this.step = step;
    }

    /** A path of field names from the root. */
    public static FieldPath of(String name, String... more) {
        return ROOT.child(name, more);
    }

    /** A field of what is here. */
    public FieldPath child(String name, String... more) {
        var path = new FieldPath(this, name);
        for (var next : more) {
            path = new FieldPath(path, next);
        }
        return path;
    }

    /** An item of the list that is here. */
    public FieldPath index(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    /** An entry of the map that is here. */
    public FieldPath key(String key) {
        return new FieldPath(this, "[" + key + "]");
    }

    /** The place that holds this one; empty for the root. */
    public Optional<FieldPath> parent() {
        return Optional.ofNullable(parent);
    }

    @Override
    public String toString() {
        if (parent == null) {
            return "<nil>";
        }
        var text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder text) {
        if (parent != null) {
            parent.write(text);
            if (!text.isEmpty() && !step.startsWith("[")) {
                text.append('.');
            }
            text.append(step);
        }
    }
}
