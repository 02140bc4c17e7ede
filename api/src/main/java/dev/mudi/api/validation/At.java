package dev.mudi.api.validation;

import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of an object that is being validated, its place, and where errors about it go. What is not there can be asked like
 * what is: it is neither set nor has it a length. For one thread.
 */
public final class At {
    private final @Nullable Value value;
    private final @Nullable At parent;
    private final String step;
    private final FieldErrors errors;
    private @Nullable FieldPath path;

    private At(@Nullable Value value, @Nullable At parent, String step, FieldErrors errors) {
        this.value = value;
        this.parent = parent;
        this.step = step;
        this.errors = errors;
    }

    /** The object itself. */
    public static At root(ObjectValue object, FieldErrors errors) {
        return new At(object, null, "", errors);
    }

    /** A value found somewhere else, at a place of its own. */
    public static At of(@Nullable Value value, FieldPath path, FieldErrors errors) {
        var at = new At(value, null, "", errors);
        at.path = path;
        return at;
    }

    /** The field at the end of a path of names. */
    public At at(String... names) {
        var here = this;
        for (var name : names) {
            here = here.at(name);
        }
        return here;
    }

    /** A field. */
    public At at(String name) {
        return new At(value instanceof ObjectValue object ? object.get(name).orElse(null) : null, this, name, errors);
    }

    /** The entry of a map, its place written as {@code map[key]}. */
    public At entry(String key) {
        return new At(
                value instanceof ObjectValue object ? object.get(key).orElse(null) : null,
                this,
                "[" + key + "]",
                errors);
    }

    /** The items of the list that is here, in order. */
    public List<At> items() {
        if (!(value instanceof ArrayValue list) || list.isEmpty()) {
            return List.of();
        }
        var items = new ArrayList<At>(list.size());
        for (int i = 0; i < list.size(); i++) {
            items.add(new At(list.get(i), this, "[" + i + "]", errors));
        }
        return items;
    }

    /** The same value, its errors at another place. */
    public At shownAt(FieldPath place) {
        return of(value, place, errors);
    }

    /** Another value at this place. */
    public At holding(@Nullable Value other) {
        return of(other, path(), errors);
    }

    /** Where this is. */
    public FieldPath path() {
        var known = path;
        if (known == null) {
            known = parent == null ? FieldPath.ROOT : parent.path().child(step);
            path = known;
        }
        return known;
    }

    /** Where the errors go. */
    public FieldErrors errors() {
        return errors;
    }

    /** Whether there is a value other than null. */
    public boolean isSet() {
        return value != null && !(value instanceof NullValue);
    }

    /** Whether there is nothing of length here: no value, an empty text, an empty list or object, 0 or false. */
    public boolean isEmpty() {
        return switch (value) {
            case null -> true;
            case NullValue ignored -> true;
            case StringValue(var text) -> text.isEmpty();
            case ArrayValue list -> list.isEmpty();
            case ObjectValue object -> object.isEmpty();
            case IntegerValue(var number) -> number == 0;
            case DecimalValue(var number) -> number == 0;
            case BooleanValue(var truth) -> !truth;
        };
    }

    /** The value; null if there is none. */
    public Value value() {
        return value == null ? NullValue.NULL : value;
    }

    /** The object that is here; an empty one if there is none. */
    public ObjectValue object() {
        return value instanceof ObjectValue object ? object : ObjectValue.EMPTY;
    }

    /** The list that is here; an empty one if there is none. */
    public ArrayValue array() {
        return value instanceof ArrayValue list ? list : ArrayValue.EMPTY;
    }

    /** The entries of the map of texts that is here. */
    public Map<String, String> strings() {
        return object().strings();
    }

    /** The texts of the list that is here. */
    public List<String> texts() {
        return array().strings().toList();
    }

    /** The text that is here; the empty text if there is none. */
    public String text() {
        return value instanceof StringValue(var text) ? text : "";
    }

    /** Whether the text that is here is this. */
    public boolean is(String text) {
        return value instanceof StringValue(var mine) ? mine.equals(text) : text.isEmpty();
    }

    /** Whether a text is here, not a number. */
    public boolean isText() {
        return value instanceof StringValue;
    }

    /** The number that is here; 0 if there is none. */
    public long number() {
        return number(0);
    }

    /** The number that is here, or another if there is none. */
    public long number(long otherwise) {
        return value instanceof IntegerValue(var number) ? number : otherwise;
    }

    /** Whether true is here. */
    public boolean truth() {
        return value instanceof BooleanValue(var truth) && truth;
    }

    /** How many items or fields there are. */
    public int size() {
        return value instanceof ArrayValue list ? list.size() : object().size();
    }

    /** Complains that a value had to be given. */
    public void required(String detail) {
        errors.required(path(), detail);
    }

    /** Complains that a value had to be given. */
    public void required() {
        required("");
    }

    /** Complains unless something is here; tells whether it is. */
    public boolean mustBeGiven() {
        return mustBeGiven("");
    }

    /** Complains with a detail unless something is here; tells whether it is. */
    public boolean mustBeGiven(String detail) {
        if (isEmpty()) {
            required(detail);
            return false;
        }
        return true;
    }

    /** Complains about the value. Where none is, an empty text is shown. */
    public void invalid(String detail) {
        errors.invalid(path(), value == null ? new StringValue("") : value, detail);
    }

    /** Complains about the value, showing another text. */
    public void invalid(String shown, String detail) {
        errors.invalid(path(), shown, detail);
    }

    /** Complains about the value as a number. */
    public void invalidNumber(String detail) {
        errors.invalid(path(), value instanceof DecimalValue ? value : new IntegerValue(number()), detail);
    }

    /** Complains about the value, showing another one. */
    public void invalid(Value shown, String detail) {
        errors.invalid(path(), shown, detail);
    }

    /** Complains that something may not be here. */
    public void forbidden(String detail) {
        errors.forbidden(path(), detail);
    }

    /** Complains if something is here. */
    public void mustNotBeSet(String detail) {
        if (isSet()) {
            forbidden(detail);
        }
    }

    /** Complains that this stands twice. */
    public void duplicate() {
        errors.duplicate(path(), value == null ? new StringValue("") : value);
    }

    /** Complains with a detail that this stands twice, showing a value. */
    public void duplicate(Value shown, String detail) {
        errors.add(FieldError.Kind.DUPLICATE, path(), "Duplicate value: " + FieldErrors.shown(shown) + ": " + detail);
    }

    /** Complains that what this names does not exist. */
    public void notFound() {
        errors.notFound(path(), value == null ? new StringValue("") : value);
    }

    /** Complains that what this text names does not exist, with a detail. */
    public void notFound(String detail) {
        errors.add(FieldError.Kind.NOT_FOUND, path(), "Not found: \"" + text() + "\": " + detail);
    }

    /** Complains that the value is none of those supported, listed as given. */
    public void notSupported(Collection<String> supported) {
        errors.notSupported(path(), value == null ? new StringValue("") : value, supported);
    }

    /** Complains that the text is longer than so many bytes. */
    public void tooLong(int maximum) {
        errors.tooLong(path(), maximum);
    }

    /** Complains if the text is longer than so many bytes. */
    public void mustBeAtMostBytes(int maximum) {
        if (Syntax.bytes(text()) > maximum) {
            tooLong(maximum);
        }
    }

    /** Complains if there are more items than this; tells whether there are not. */
    public boolean mustHaveAtMost(int maximum) {
        if (size() > maximum) {
            errors.tooMany(path(), size(), maximum);
            return false;
        }
        return true;
    }

    /** Complains of each thing in which the text breaks a syntax; tells whether it breaks none. */
    public boolean mustBe(Syntax syntax) {
        var complaints = syntax.complaints(text());
        complaints.forEach(complaint -> invalid(text(), complaint));
        return complaints.isEmpty();
    }

    /** Complains unless the text is one of these, listed in this order; tells whether it is. */
    public boolean mustBeOneOf(String... supported) {
        return mustBeOneOf(Arrays.asList(supported));
    }

    /** Complains unless the text is one of these, listed in this order; tells whether it is. */
    public boolean mustBeOneOf(Collection<String> supported) {
        if (!supported.contains(text())) {
            notSupported(supported);
            return false;
        }
        return true;
    }

    /** Complains if the number is negative; tells whether it is not. */
    public boolean mustNotBeNegative() {
        if (number() < 0) {
            invalidNumber("must be greater than or equal to 0");
            return false;
        }
        return true;
    }

    /** Complains unless the number is greater than 0. */
    public void mustBePositive() {
        if (number() <= 0) {
            invalidNumber("must be greater than zero");
        }
    }

    /** Complains unless the number is in a range, its ends included; tells whether it is. */
    public boolean mustBeBetween(long least, long greatest) {
        if (number() < least || number() > greatest) {
            invalidNumber("must be between " + least + " and " + greatest + ", inclusive");
            return false;
        }
        return true;
    }

    /** Complains unless the number is that of a port. */
    public boolean mustBePort() {
        return mustBeBetween(1, 65535);
    }

    /** Complains unless this is what it was. */
    public void mustNotHaveChanged(At before) {
        mustNotHaveChanged(before, "field is immutable");
    }

    /** Complains with a detail unless this is what it was. */
    public void mustNotHaveChanged(At before, String detail) {
        if (!same(before)) {
            invalid(value(), detail);
        }
    }

    /** Whether the values mean the same; what is not set equals an empty list, but neither an empty text nor 0. */
    public boolean same(At other) {
        return Semantics.isNothing(value())
                ? Semantics.isNothing(other.value())
                : Semantics.equal(value(), other.value());
    }
}
