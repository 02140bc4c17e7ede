package dev.mudi.apiserver.negotiation;

import dev.mudi.apiserver.ApiRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client accepts.
 *
 * @param clauses the best first; one for anything where the client says nothing
 */
public record Accept(List<Clause> clauses) {
    private static final List<String> HUMAN_AGENTS = List.of("curl", "Wget", "Mozilla/5.0");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final String ANYTHING = "*/*";
    private static final int MOST_CLAUSES = 64;

    /** Copies the clauses. */
    public Accept {
        clauses = List.copyOf(clauses);
    }

    /**
     * One clause of an Accept header.
     *
     * @param type as it came
     * @param quality from 0 to 1
     * @param parameters by name
     */
    public record Clause(String type, double quality, Map<String, String> parameters) {
        /** A parameter; the empty text if there is none. */
        public String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }

        /** Whether the type is this one, or a pattern that it fits. */
        public boolean fits(String media) {
            return type.equals(media)
                    || isAnything()
                    || (type.endsWith("/*") && media.startsWith(type.substring(0, type.length() - 1)));
        }

        private boolean isAnything() {
            return type.equals(ANYTHING) || type.equals("*");
        }

        /** Whether another kind of object is wanted than the request is about. */
        public boolean convertsKind() {
            return parameters.containsKey("as") || parameters.containsKey("g") || parameters.containsKey("v");
        }

        /** 0 for anything, 1 for any of one kind, 2 for one type. */
        private int precision() {
            return isAnything() ? 0 : type.endsWith("/*") ? 1 : 2;
        }
    }

    /** What a request accepts. */
    public static Accept of(ApiRequest request) {
        return parse(request.headers().get("Accept"));
    }

    /** Reads a header. */
    public static Accept parse(String header) {
        if (header.isEmpty()) {
            return new Accept(List.of(new Clause(ANYTHING, 1, Map.of())));
        }
        var clauses = new ArrayList<Clause>();
        for (var text : header.split(",", MOST_CLAUSES)) {
            clause(text).ifPresent(clauses::add);
        }
        clauses.sort(Comparator.comparingDouble(Clause::quality)
                .thenComparingInt(Clause::precision)
                .reversed());
        return new Accept(clauses);
    }

    /** As goautoneg reads them: capitals count, quotes are part of a value, and a parameter without exactly one value is none. */
    private static Optional<Clause> clause(String text) {
        var parts = text.split(";", -1);
        var type = parts[0].strip();
        int slash = type.indexOf('/');
        boolean anything = type.equals("*");
        if (!anything && (slash < 0 || slash == type.length() - 1 || type.indexOf('/', slash + 1) >= 0)) {
            return Optional.empty();
        }
        var parameters = new HashMap<String, String>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            boolean single = equals == parts[i].lastIndexOf('=');
            if (equals >= 0 && equals < parts[i].length() - 1 && single) {
                parameters.put(
                        parts[i].substring(0, equals).strip(),
                        parts[i].substring(equals + 1).strip());
            }
        }
        return Optional.of(new Clause(type, quality(parameters.getOrDefault("q", "1")), Map.copyOf(parameters)));
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Whether one of the clauses names one of these types, or takes anything: upstream's router asks no more (go-restful). */
    public boolean names(List<String> types) {
        return clauses.stream().anyMatch(clause -> clause.type().equals(ANYTHING) || types.contains(clause.type()));
    }

    /** Whether people read the answer: the query says so, or without a word there the user agent. */
    public static boolean isForPeople(ApiRequest request) {
        var asked = request.query().get("pretty");
        if (!asked.isEmpty()) {
            return TRUE.contains(asked);
        }
        var agent = request.headers().get("User-Agent");
        return HUMAN_AGENTS.stream().anyMatch(agent::startsWith);
    }
}
