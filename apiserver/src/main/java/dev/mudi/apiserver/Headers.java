package dev.mudi.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** HTTP header fields in order; names compare without regard to case. Immutable. */
public final class Headers {
    /** No header at all. */
    public static final Headers NONE = new Headers(List.of());

    /** Names at even, values at odd places. */
    private final List<String> namesAndValues;

    private Headers(List<String> namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /** Headers from names and values in turn; IllegalArgumentException for an odd number. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("a header without a value: " + namesAndValues.length + " texts given");
        }
        return new Headers(List.of(namesAndValues));
    }

    /** Starts a collection of headers. */
    public static Builder builder() {
        return new Builder();
    }

    /** The first value of a name. */
    public Optional<String> first(String name) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                return Optional.of(namesAndValues.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /** The first value of a name, or the empty string. */
    public String get(String name) {
        return first(name).orElse("");
    }

    /** All values of a name in order. */
    public List<String> all(String name) {
        var values = new ArrayList<String>(1);
        forEach((key, value) -> {
            if (key.equalsIgnoreCase(name)) {
                values.add(value);
            }
        });
        return values;
    }

    /** Whether a name is there. */
    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** Whether one of the comma-separated tokens of a name is this one, without regard to case. */
    public boolean hasToken(String name, String token) {
        for (var value : all(name)) {
            for (var part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return namesAndValues.isEmpty();
    }

    /** Calls back with each name and value in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            action.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    /** These headers and one more. */
    public Headers plus(String name, String value) {
        return builder().addAll(this).add(name, value).build();
    }

    /** These headers, then others. */
    public Headers plus(Headers others) {
        return others.isEmpty() ? this : builder().addAll(this).addAll(others).build();
    }

    @Override
    public String toString() {
        return namesAndValues.toString();
    }

    /** Collects headers. Not safe for several threads. */
    public static final class Builder {
        private final List<String> namesAndValues = new ArrayList<>();

        private Builder() {}

        /** Adds a header after those with the same name. */
        public Builder add(String name, String value) {
            namesAndValues.add(name);
            namesAndValues.add(value);
            return this;
        }

        /** Adds all of these. */
        public Builder addAll(Headers headers) {
            namesAndValues.addAll(headers.namesAndValues);
            return this;
        }

        /** The headers added so far. */
        public Headers build() {
            return namesAndValues.isEmpty() ? NONE : new Headers(List.copyOf(namesAndValues));
        }
    }
}
