package dev.mudi.apiserver;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.status.StatusException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parameters of a request's query string, decoded, in order. Immutable. */
public final class QueryParameters {
    /** No parameter at all. */
    public static final QueryParameters NONE = new QueryParameters("", Map.of());

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    private final String raw;
    private final Map<String, List<String>> values;

    private QueryParameters(String raw, Map<String, List<String>> values) {
        this.raw = raw;
        this.values = values;
    }

    /** Reads a query string (without the question mark). Pairs that cannot be decoded are dropped, as Go's url.Query drops them. */
    public static QueryParameters parse(String raw) {
        if (raw.isEmpty()) {
            return NONE;
        }
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : raw.split("&", -1)) {
            if (pair.isEmpty() || pair.indexOf(';') >= 0) {
                continue;
            }
            add(values, pair);
        }
        return new QueryParameters(raw, values);
    }

    private static void add(Map<String, List<String>> values, String pair) {
        int equals = pair.indexOf('=');
        var name = equals < 0 ? pair : pair.substring(0, equals);
        var value = equals < 0 ? "" : pair.substring(equals + 1);
        if (isDecodable(name) && isDecodable(value)) {
            values.computeIfAbsent(decode(name), ignored -> new ArrayList<>(1)).add(decode(value));
        }
    }

    private static boolean isDecodable(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 3)) {
            if (i + 2 >= text.length()
                    || Character.digit(text.charAt(i + 1), 16) < 0
                    || Character.digit(text.charAt(i + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String decode(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The query string as it came, without the question mark. */
    public String raw() {
        return raw;
    }

    /** The first value of a parameter. */
    public Optional<String> first(String name) {
        var all = values.get(name);
        return all == null ? Optional.empty() : Optional.of(all.getFirst());
    }

    /** The first value of a parameter, or the empty string. */
    public String get(String name) {
        return first(name).orElse("");
    }

    /** All values of a parameter in order. */
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    /** Whether a parameter is there. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * A boolean parameter as upstream reads them: absent, {@code false} (in any case) and {@code 0} are false, all else is true,
     * the empty text too (apimachinery, runtime.Convert_Slice_string_To_bool).
     */
    public boolean bool(String name) {
        return first(name)
                .map(text -> !text.equals("0") && !text.equalsIgnoreCase("false"))
                .orElse(false);
    }

    /** A whole number; empty when the parameter is absent; 400 when it is not one, as the empty text is not. */
    public Optional<Long> number(String name) {
        return first(name).map(text -> {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw StatusException.badRequest("strconv.ParseInt: parsing " + GoText.quoted(text) + ": "
                        + (NUMBER.matcher(text).matches() ? "value out of range" : "invalid syntax"));
            }
        });
    }

    /** The names in order. */
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    @Override
    public String toString() {
        return raw;
    }
}
