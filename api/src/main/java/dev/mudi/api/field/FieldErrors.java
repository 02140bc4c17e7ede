package dev.mudi.api.field;

import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with one object, in the order found. For one thread. */
public final class FieldErrors {
    private final List<FieldError> errors = new ArrayList<>();

    /** A value that had to be given; the detail may be empty. */
    public void required(FieldPath path, String detail) {
        add(FieldError.Kind.REQUIRED, path, detail.isEmpty() ? "Required value" : "Required value: " + detail);
    }

    /** A malformed value, shown as upstream shows it. */
    public void invalid(FieldPath path, Value value, String detail) {
        var body = "Invalid value: " + Shown.of(value);
        add(FieldError.Kind.INVALID, path, detail.isEmpty() ? body : body + ": " + detail);
    }

    /** A malformed text. */
    public void invalid(FieldPath path, String text, String detail) {
        invalid(path, Value.of(text), detail);
    }

    /** A number out of range. */
    public void invalid(FieldPath path, long number, String detail) {
        invalid(path, Value.of(number), detail);
    }

    /** A value that stands twice. */
    public void duplicate(FieldPath path, Value value) {
        add(FieldError.Kind.DUPLICATE, path, "Duplicate value: " + Shown.of(value));
    }

    /** A value that is not one of those supported; they are listed in the order given. */
    public void notSupported(FieldPath path, Value value, Collection<String> supported) {
        var list = supported.stream().map(text -> "\"" + text + "\"").collect(Collectors.joining(", "));
        add(
                FieldError.Kind.NOT_SUPPORTED,
                path,
                "Unsupported value: " + Shown.ofOwnType(value) + (list.isEmpty() ? "" : ": supported values: " + list));
    }

    /** A value that may not stand here. */
    public void forbidden(FieldPath path, String detail) {
        add(FieldError.Kind.FORBIDDEN, path, detail.isEmpty() ? "Forbidden" : "Forbidden: " + detail);
    }

    /** A value as messages show it: texts in quotes, structures as JSON. */
    public static String shown(Value value) {
        return Shown.of(value);
    }

    /** A reference to what does not exist. */
    public void notFound(FieldPath path, Value value) {
        add(FieldError.Kind.NOT_FOUND, path, "Not found: " + Shown.of(value));
    }

    /** A text longer than so many bytes; the text itself is not shown. */
    public void tooLong(FieldPath path, int maximum) {
        add(
                FieldError.Kind.TOO_LONG,
                path,
                maximum < 0
                        ? "Too long: value is too long"
                        : "Too long: may not be more than " + maximum + (maximum == 1 ? " byte" : " bytes"));
    }

    /** A list of more items than it may have. */
    public void tooMany(FieldPath path, int actual, int maximum) {
        add(
                FieldError.Kind.TOO_MANY,
                path,
                "Too many: " + actual + ": must have at most " + maximum + (maximum == 1 ? " item" : " items"));
    }

    /** An error of a kind with the body that follows the field in its message. */
    public void add(FieldError.Kind kind, FieldPath path, String body) {
        errors.add(new FieldError(kind, path.toString(), body));
    }

    /** Whether nothing was found. */
    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** What was found, in order. */
    public List<FieldError> list() {
        return List.copyOf(errors);
    }
}
