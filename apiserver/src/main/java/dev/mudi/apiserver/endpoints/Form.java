package dev.mudi.apiserver.endpoints;

import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The form in which a client wants its answer (apiserver, endpoints/handlers/negotiation).
 *
 * @param media the encoding
 * @param shape what is shown of an object
 * @param metaVersion of {@code meta.k8s.io} for the other shapes: {@code v1} or {@code v1beta1}
 * @param pretty whether people read it
 */
record Form(Media media, Shape shape, String metaVersion, boolean pretty) {

    /** The encodings. */
    enum Media {
        /** RFC 8259. */
        JSON("application/json"),
        /** As kubectl writes it. */
        YAML("application/yaml"),
        /** As upstream's own components speak; whole objects of built-in kinds only. */
        PROTOBUF(Protobuf.MEDIA_TYPE);

        private final String type;

        Media(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }

    /** What is shown of an object. */
    enum Shape {
        /** All of it. */
        OBJECT,
        /** A row of a table. */
        TABLE,
        /** Its metadata. */
        METADATA,
        /** The metadata of a list of them. */
        METADATA_LIST
    }

    private static final List<String> HUMAN_AGENTS = List.of("curl", "Wget", "Mozilla/5.0");
    private static final int MOST_CLAUSES = 64;

    /** JSON as it is stored. */
    static final Form PLAIN = new Form(Media.JSON, Shape.OBJECT, "v1", false);

    /** One clause of an Accept header. */
    private record Clause(String type, double quality, Map<String, String> parameters) {}

    /**
     * Reads what a request accepts; 406 when nothing of it can be made.
     *
     * @param watch whether events are wanted
     * @param builtIn whether it is about a kind that has a protobuf form
     */
    static Form of(ApiRequest request, boolean watch, boolean builtIn) {
        boolean pretty = isPretty(request);
        var accept = request.headers().get("Accept");
        if (accept.isEmpty() || accept.equals("*/*")) {
            return new Form(Media.JSON, Shape.OBJECT, "v1", pretty);
        }
        for (var clause : clauses(accept)) {
            var form = formOf(clause, pretty, watch).filter(one -> one.isPossible(builtIn));
            if (form.isPresent()) {
                return form.get();
            }
        }
        throw notAcceptable(watch, builtIn);
    }

    /** The same in JSON if it was protobuf: for lists of what is not stored. */
    Form textual() {
        return media == Media.PROTOBUF ? new Form(Media.JSON, shape, metaVersion, pretty) : this;
    }

    /** The same encoding of whole objects: for what has no other shape. */
    Form whole() {
        return new Form(media, Shape.OBJECT, metaVersion, pretty);
    }

    private boolean isPossible(boolean builtIn) {
        return media != Media.PROTOBUF || (builtIn && shape == Shape.OBJECT);
    }

    /** In the words of what refuses it upstream: the router for built-in kinds, the handler for custom ones. */
    private static StatusException notAcceptable(boolean watch, boolean builtIn) {
        var kinds = new ArrayList<String>();
        for (var suffix : builtIn ? List.of("", ";stream=watch") : List.of(watch ? ";stream=watch" : "")) {
            for (var media : Media.values()) {
                if (suffix.isEmpty() || media != Media.YAML) {
                    kinds.add(media.type() + suffix);
                }
            }
        }
        return new StatusException(new Status(
                406,
                Reason.NOT_ACCEPTABLE,
                (builtIn
                                ? "406: Not Acceptable\n\nAvailable representations: "
                                : "only the following media types are accepted: ")
                        + String.join(", ", kinds),
                Status.Details.NONE));
    }

    private static Optional<Form> formOf(Clause clause, boolean pretty, boolean watch) {
        Media media = switch (clause.type()) {
            case "application/json", "application/*", "*/*" -> Media.JSON;
            case "application/yaml" -> Media.YAML;
            case Protobuf.MEDIA_TYPE -> Media.PROTOBUF;
            default -> null;
        };
        var parameters = clause.parameters();
        var stream = parameters.getOrDefault("stream", "");
        boolean unknownStream = !stream.isEmpty() && !stream.equals("watch");
        if (media == null || unknownStream || (media == Media.YAML && (watch || !stream.isEmpty()))) {
            return Optional.empty();
        }
        boolean prettier = pretty || "1".equals(parameters.get("pretty"));
        var version = parameters.getOrDefault("v", "");
        if (!parameters.containsKey("as") && !parameters.containsKey("g") && version.isEmpty()) {
            return Optional.of(new Form(media, Shape.OBJECT, "v1", prettier));
        }
        boolean meta = "meta.k8s.io".equals(parameters.get("g")) && (version.equals("v1") || version.equals("v1beta1"));
        var chosen = media;
        return shape(parameters.getOrDefault("as", ""))
                .filter(ignored -> meta)
                .map(shape -> new Form(chosen, shape, version, prettier));
    }

    private static Optional<Shape> shape(String kind) {
        return switch (kind) {
            case "Table" -> Optional.of(Shape.TABLE);
            case "PartialObjectMetadata" -> Optional.of(Shape.METADATA);
            case "PartialObjectMetadataList" -> Optional.of(Shape.METADATA_LIST);
            default -> Optional.empty();
        };
    }

    /** The clauses of an Accept header, those of the best quality first. */
    private static List<Clause> clauses(String accept) {
        var clauses = new ArrayList<Clause>();
        for (var text : accept.split(",", MOST_CLAUSES)) {
            var parts = text.split(";", -1);
            var parameters = new HashMap<String, String>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    var value = parts[i].substring(equals + 1).strip();
                    parameters.put(
                            parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                                    ? value.substring(1, value.length() - 1)
                                    : value);
                }
            }
            var type = parts[0].strip().toLowerCase(Locale.ROOT);
            clauses.add(new Clause(type, quality(parameters.getOrDefault("q", "1")), parameters));
        }
        clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
        return clauses;
    }

    private static double quality(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean isPretty(ApiRequest request) {
        var asked = request.query().get("pretty");
        if (!asked.isEmpty()) {
            return asked.equals("1") || asked.equalsIgnoreCase("t") || asked.equalsIgnoreCase("true");
        }
        var agent = request.headers().get("User-Agent");
        return HUMAN_AGENTS.stream().anyMatch(agent::startsWith);
    }
}
