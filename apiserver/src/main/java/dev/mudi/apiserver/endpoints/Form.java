package dev.mudi.apiserver.endpoints;

import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.status.Reason;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.negotiation.Accept;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

        /** Whether events can be written in it, one after the other. */
        private boolean isStreamed() {
            return this != YAML;
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

    private static final Set<String> PLAIN_ACCEPTED = Set.of("", "*/*", "application/json");
    private static final String JUST_THESE = "only the following media types are accepted: ";
    private static final String STREAM = ";stream=watch";

    /** JSON as it is stored. */
    static final Form PLAIN = new Form(Media.JSON, Shape.OBJECT, "v1", false);

    /**
     * Reads what a request accepts; 406 when nothing of it can be made.
     *
     * @param builtIn whether it is about a built-in resource, which a router stands before
     * @param binary whether it is about a kind that has a protobuf form
     */
    static Form of(RequestContext context, boolean builtIn, boolean binary) {
        var request = context.request();
        boolean pretty = Accept.isForPeople(request);
        if (PLAIN_ACCEPTED.contains(request.headers().get("Accept"))) {
            return pretty ? new Form(Media.JSON, Shape.OBJECT, "v1", true) : PLAIN;
        }
        boolean watch = context.info().verb().equals("watch");
        var accept = Accept.of(request);
        if (builtIn && !accept.names(types())) {
            throw notRouted(watch || context.info().verb().equals("list"));
        }
        for (var clause : accept.clauses()) {
            for (var media : Media.values()) {
                var form = formOf(clause, media, pretty).filter(one -> one.isPossible(binary));
                if (form.isPresent()) {
                    return form.filter(one -> !watch || one.media.isStreamed()).orElseThrow(() -> notAcceptable(true));
                }
            }
        }
        throw notAcceptable(false);
    }

    /** 406 by the handler, which could answer in these types. */
    static StatusException notAcceptable(boolean watch) {
        return StatusException.of(
                Reason.NOT_ACCEPTABLE, JUST_THESE + String.join(", ", watch ? streamTypes() : types()));
    }

    /** The router of built-in kinds refuses before any handler does, in its own words. */
    private static StatusException notRouted(boolean ofCollection) {
        var types = ofCollection ? Stream.concat(types().stream(), streamTypes().stream()) : types().stream();
        return StatusException.byRouter(
                Reason.NOT_ACCEPTABLE,
                "406: Not Acceptable\n\nAvailable representations: " + types.collect(Collectors.joining(", ")));
    }

    private static List<String> types() {
        return Stream.of(Media.values()).map(Media::type).toList();
    }

    private static List<String> streamTypes() {
        return Stream.of(Media.values())
                .filter(Media::isStreamed)
                .map(media -> media.type() + STREAM)
                .toList();
    }

    /** The same encoding of whole objects: for what has no other shape. */
    Form whole() {
        return new Form(media, Shape.OBJECT, metaVersion, pretty);
    }

    private boolean isPossible(boolean binary) {
        return media != Media.PROTOBUF || (shape != Shape.TABLE && (binary || shape != Shape.OBJECT));
    }

    private static Optional<Form> formOf(Accept.Clause clause, Media media, boolean pretty) {
        var stream = clause.parameter("stream");
        boolean unknownStream = !stream.isEmpty() && (!stream.equals("watch") || !media.isStreamed());
        if (!clause.fits(media.type()) || unknownStream) {
            return Optional.empty();
        }
        boolean prettier = pretty || clause.parameter("pretty").equals("1");
        if (!clause.convertsKind()) {
            return Optional.of(new Form(media, Shape.OBJECT, "v1", prettier));
        }
        var version = clause.parameter("v");
        boolean meta =
                clause.parameter("g").equals("meta.k8s.io") && (version.equals("v1") || version.equals("v1beta1"));
        return shape(clause.parameter("as"))
                .filter(ignored -> meta)
                .map(shape -> new Form(media, shape, version, prettier));
    }

    private static Optional<Shape> shape(String kind) {
        return switch (kind) {
            case "Table" -> Optional.of(Shape.TABLE);
            case "PartialObjectMetadata" -> Optional.of(Shape.METADATA);
            case "PartialObjectMetadataList" -> Optional.of(Shape.METADATA_LIST);
            default -> Optional.empty();
        };
    }
}
