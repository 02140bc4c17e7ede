package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.PlainMap;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.GoUrl;
import dev.mudi.api.codec.UrlEscapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions of URLs (Kubernetes documentation, "Kubernetes URL library"). Pure. */
final class UrlFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    static {
        FUNCTIONS.put("url", UrlFunctions::url);
        FUNCTIONS.put("isURL", UrlFunctions::isUrl);
        part("getScheme", GoUrl::scheme);
        part("getHost", GoUrl::host);
        part("getHostname", GoUrl::hostname);
        part("getPort", GoUrl::port);
        part("getEscapedPath", GoUrl::escapedPath);
        FUNCTIONS.put(
                "getQuery",
                one -> one[0] instanceof UrlVal(var url)
                        ? query(url.query())
                        : ErrorVal.noSuchOverload("getQuery", one));
    }

    private UrlFunctions() {}

    private static void part(String name, java.util.function.Function<GoUrl, String> part) {
        FUNCTIONS.put(
                name,
                one -> one[0] instanceof UrlVal(var url)
                        ? new StringVal(part.apply(url))
                        : ErrorVal.noSuchOverload(name, one));
    }

    private static Val url(Val... one) {
        if (!(one[0] instanceof StringVal(var text))) {
            return ErrorVal.noSuchOverload("url", one);
        }
        try {
            return new UrlVal(GoUrl.parseRequest(text));
        } catch (IllegalArgumentException e) {
            return new ErrorVal("URL parse error during conversion from string: " + e.getMessage());
        }
    }

    private static Val isUrl(Val... one) {
        if (!(one[0] instanceof StringVal(var text))) {
            return ErrorVal.noSuchOverload("isURL", one);
        }
        try {
            GoUrl.request(text);
            return BoolVal.TRUE;
        } catch (IllegalArgumentException e) {
            return BoolVal.FALSE;
        }
    }

    private static Val query(String query) {
        var values = new LinkedHashMap<String, List<String>>();
        for (var pair : query.split("&", -1)) {
            if (!pair.isEmpty() && !pair.contains(";")) {
                add(pair, values);
            }
        }
        var entries = new LinkedHashMap<Val, Val>();
        values.forEach((name, texts) -> entries.put(new StringVal(name), StringFunctions.list(texts)));
        return new PlainMap(entries);
    }

    /** Go leaves out what is escaped wrongly. */
    private static void add(String pair, Map<String, List<String>> values) {
        int equals = pair.indexOf('=');
        var name = unescaped(equals < 0 ? pair : pair.substring(0, equals));
        var value = unescaped(equals < 0 ? "" : pair.substring(equals + 1));
        if (name.isPresent() && value.isPresent()) {
            values.computeIfAbsent(name.get(), ignored -> new ArrayList<>()).add(value.get());
        }
    }

    private static Optional<String> unescaped(String text) {
        try {
            return Optional.of(UrlEscapes.unescape(text, UrlEscapes.Part.QUERY));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
