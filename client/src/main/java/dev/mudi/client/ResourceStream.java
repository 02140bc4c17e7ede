package dev.mudi.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads lists and watches object by object, so that a list of any length costs the memory of its objects alone. */
final class ResourceStream {
    private ResourceStream() {}

    /** One event of a watch (API reference, {@code meta/v1 WatchEvent}). */
    sealed interface Event<T extends HasMetadata> {
        /** The revision up to which the watch has now told everything. */
        Optional<String> resourceVersion();
    }

    record Changed<T extends HasMetadata>(T object) implements Event<T> {
        @Override
        public Optional<String> resourceVersion() {
            return versionOf(object);
        }
    }

    record Deleted<T extends HasMetadata>(T object) implements Event<T> {
        @Override
        public Optional<String> resourceVersion() {
            return versionOf(object);
        }
    }

    record Bookmark<T extends HasMetadata>(Optional<String> resourceVersion) implements Event<T> {}

    record Failed<T extends HasMetadata>(Status status) implements Event<T> {
        @Override
        public Optional<String> resourceVersion() {
            return Optional.empty();
        }
    }

    /** Takes an event, and may end the watch by throwing. */
    @FunctionalInterface
    interface EventConsumer<T extends HasMetadata> {
        void accept(Event<T> event) throws IOException;
    }

    private static Optional<String> versionOf(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getResourceVersion());
    }

    /** Reads a list; gives each item to the consumer and returns the list's revision. */
    static <T extends HasMetadata> String readList(InputStream body, Class<T> type, Consumer<T> items)
            throws IOException {
        var version = "";
        var reader = Serialization.MAPPER.readerFor(type);
        try (var parser = Serialization.MAPPER.getFactory().createParser(body)) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var field = parser.currentName();
                var value = parser.nextToken();
                if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                    version = Serialization.MAPPER
                            .readValue(parser, ListMeta.class)
                            .getResourceVersion();
                } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    readItems(parser, reader, items);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return version == null ? "" : version;
    }

    private static <T extends HasMetadata> void readItems(JsonParser parser, ObjectReader reader, Consumer<T> items)
            throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            T item = reader.readValue(parser);
            items.accept(item);
        }
    }

    private static void expect(JsonParser parser, @Nullable JsonToken found, JsonToken wanted) throws IOException {
        if (found != wanted) {
            throw new IOException("expected " + wanted + " at " + parser.currentLocation() + ", found " + found);
        }
    }

    /** Reads events until the stream ends. */
    static <T extends HasMetadata> void readEvents(InputStream body, Class<T> type, EventConsumer<T> events)
            throws IOException {
        var reader = Serialization.MAPPER.readerFor(type);
        try (var parser = Serialization.MAPPER.getFactory().createParser(body)) {
            while (parser.nextToken() != null) {
                expect(parser, parser.currentToken(), JsonToken.START_OBJECT);
                events.accept(readEvent(parser, reader));
            }
        }
    }

    private static <T extends HasMetadata> Event<T> readEvent(JsonParser parser, ObjectReader reader)
            throws IOException {
        var type = "";
        Event<T> event = null;
        TokenBuffer early = null; // the object, should it stand before the type
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            if (field.equals("type")) {
                type = parser.getText();
            } else if (field.equals("object") && type.isEmpty()) {
                early = new TokenBuffer(parser);
                early.copyCurrentStructure(parser);
            } else if (field.equals("object")) {
                event = readObject(type, parser, reader);
            } else {
                parser.skipChildren();
            }
        }
        if (event == null && early != null) {
            try (var replay = early.asParser()) {
                replay.nextToken();
                event = readObject(type, replay, reader);
            }
        }
        if (event == null) {
            throw new IOException("a watch event has no object; its type is '" + type + "'");
        }
        return event;
    }

    private static <T extends HasMetadata> Event<T> readObject(String type, JsonParser parser, ObjectReader reader)
            throws IOException {
        return switch (type) {
            case "ADDED", "MODIFIED" -> new Changed<>(reader.readValue(parser));
            case "DELETED" -> new Deleted<>(reader.readValue(parser));
            case "BOOKMARK" -> new Bookmark<>(versionOf(reader.<T>readValue(parser)));
            case "ERROR" -> new Failed<>(Serialization.MAPPER.readValue(parser, Status.class));
            default -> throw new IOException("a watch event has the unknown type '" + type + "'");
        };
    }
}
