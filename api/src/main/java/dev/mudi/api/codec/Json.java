package dev.mudi.api.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** JSON (RFC 8259), UTF-8. Nesting is bounded at {@value #MAX_DEPTH}. Safe for several threads. */
public final class Json {
    private static final int MAX_DEPTH = 1_000;

    /** Jackson keeps its buffers by thread, if it is not told otherwise, and each request has a thread of its own. */
    private static final int KEPT_BUFFERS = 32;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(16 << 20)
                    .maxNameLength(1 << 20)
                    .maxNumberLength(1_000)
                    .build())
            .recyclerPool(JsonRecyclerPools.newBoundedPool(KEPT_BUFFERS))
            .build();

    private Json() {}

    /** Reads one value and nothing after it; of a name that stands twice the later value counts. */
    public static Value parse(byte[] bytes) throws MalformedException {
        return parse(bytes, 0, bytes.length, path -> {});
    }

    /**
     * Reads one value and nothing after it.
     *
     * @param duplicate told of the path ({@code spec.containers[0].name}) of each name that stands twice in an object
     */
    public static Value parse(byte[] bytes, int offset, int length, Consumer<String> duplicate)
            throws MalformedException {
        var duplicates = new ArrayList<String>();
        try (var parser = FACTORY.createParser(bytes, offset, length)) {
            parser.nextToken();
            var value = value(parser, duplicates::add);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one value");
            }
            duplicates.forEach(duplicate);
            return value;
        } catch (IOException e) {
            return readable(Arrays.copyOfRange(bytes, offset, offset + length), duplicate, e);
        }
    }

    /** Of text that was refused what Go would read: bytes that are no UTF-8 count as the character that stands for such. */
    private static Value readable(byte[] bytes, Consumer<String> duplicate, IOException refusal)
            throws MalformedException {
        var complaint = JsonSyntax.complaint(bytes);
        if (complaint.isPresent()) {
            throw new MalformedException(complaint.get(), refusal);
        }
        var clean = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        if (Arrays.equals(bytes, clean)) {
            var why = refusal instanceof JsonProcessingException e ? e.getOriginalMessage() : refusal.getMessage();
            throw new MalformedException("" + why, refusal);
        }
        return parse(clean, 0, clean.length, duplicate);
    }

    /**
     * The path of each name in a text, in the order in which they stand there; those that stand twice are there twice.
     *
     * @throws MalformedException for what {@link #parse} would not read
     */
    public static List<String> paths(byte[] bytes) throws MalformedException {
        var paths = new ArrayList<String>();
        try (var parser = FACTORY.createParser(bytes)) {
            for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    paths.add(path(parser));
                }
            }
            return paths;
        } catch (IOException e) {
            throw new MalformedException("invalid text: " + e.getMessage(), e);
        }
    }

    /** Reads one object and nothing after it. */
    public static ObjectValue parseObject(byte[] bytes) throws MalformedException {
        if (parse(bytes) instanceof ObjectValue object) {
            return object;
        }
        throw new MalformedException("the top-level value must be an object");
    }

    /** Reads one object of text that is known to be well-formed; IllegalArgumentException if it is not. */
    public static ObjectValue object(String text) {
        try {
            return parseObject(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Value value(JsonParser parser, Consumer<String> duplicate) throws IOException {
        return switch (parser.currentToken()) {
            case null -> throw new JsonParseException(parser, "no value");
            case START_OBJECT -> {
                var builder = ObjectValue.builder();
                for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    boolean again = builder.has(name);
                    if (again) {
                        duplicate.accept(path(parser));
                    }
                    parser.nextToken();
                    var value = value(parser, duplicate);
                    builder = again ? builder.put(name, value) : builder.add(name, value);
                }
                yield builder.build();
            }
            case START_ARRAY -> {
                var items = new ArrayList<Value>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser, duplicate));
                }
                yield items.isEmpty() ? ArrayValue.EMPTY : new ArrayValue(items);
            }
            case VALUE_STRING -> new StringValue(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT, LONG -> new IntegerValue(parser.getLongValue());
                    default -> decimal(parser);
                };
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> BooleanValue.TRUE;
            case VALUE_FALSE -> BooleanValue.FALSE;
            default -> NullValue.NULL;
        };
    }

    private static DecimalValue decimal(JsonParser parser) throws IOException {
        double number = parser.getDoubleValue();
        if (Double.isFinite(number)) {
            return new DecimalValue(number);
        }
        throw new JsonParseException(
                parser, "json: cannot unmarshal number " + parser.getText() + " into Go value of type float64");
    }

    private static String path(JsonParser parser) {
        var text = new StringBuilder();
        for (var here = parser.getParsingContext(); here != null && !here.inRoot(); here = here.getParent()) {
            if (here.inObject() && here.getCurrentName() != null) {
                text.insert(0, here.getCurrentName()).insert(0, '.');
            } else if (here.inArray()) {
                text.insert(0, "[" + here.getCurrentIndex() + "]");
            }
        }
        return text.isEmpty() || text.charAt(0) != '.' ? text.toString() : text.substring(1);
    }

    /** The shortest JSON text of a value. */
    public static byte[] write(Value value) {
        var text = new Text();
        write(value, text);
        return text.bytes();
    }

    /** Text that mostly comes in one piece. */
    private static final class Text extends OutputStream {
        private byte[] bytes = new byte[0];
        private int size;

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] some, int from, int count) {
            if (size + count > bytes.length) {
                bytes = Arrays.copyOf(bytes, size == 0 ? count : Math.max(size + count, 2 * size));
            }
            System.arraycopy(some, from, bytes, size, count);
            size += count;
        }

        private byte[] bytes() {
            return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        }
    }

    /** The shortest JSON text of a value, and the end of the line: as Go's encoder writes a document. */
    public static byte[] writeLine(Value value) {
        var text = new Text();
        write(value, text);
        text.write('\n');
        return text.bytes();
    }

    /** Writes the shortest JSON text of a value to a stream that does not fail; the stream stays open. */
    public static void write(Value value, OutputStream out) {
        try (var generator = FACTORY.createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            write(value, generator);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON failed", e);
        }
    }

    private static void write(Value value, JsonGenerator out) throws IOException {
        switch (value) {
            case ObjectValue object -> {
                out.writeStartObject();
                for (int i = 0; i < object.size(); i++) {
                    out.writeFieldName(object.nameAt(i));
                    write(object.valueAt(i), out);
                }
                out.writeEndObject();
            }
            case ArrayValue array -> {
                out.writeStartArray();
                for (var item : array.items()) {
                    write(item, out);
                }
                out.writeEndArray();
            }
            case StringValue(var text) -> out.writeString(text);
            case IntegerValue(var number) -> out.writeNumber(number);
            case DecimalValue(var number) -> out.writeNumber(GoNumbers.json(number));
            case BooleanValue(var truth) -> out.writeBoolean(truth);
            case NullValue ignored -> out.writeNull();
        }
    }
}
