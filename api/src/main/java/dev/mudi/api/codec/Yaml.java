package dev.mudi.api.codec;

import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as kubectl and upstream's API server understand it: the syntax of YAML, the scalars of YAML 1.1 as Go's yaml.v2 reads them
 * ({@code yes} and {@code on} are true, {@code 0777} is octal, a date is text, {@code 1:30} is text), keys that become texts, merge keys ({@code <<}). One
 * document; nesting is bounded at {@value #MAX_DEPTH}, and what aliases unfold to at {@value #MAX_UNFOLDED} values. Safe for several threads.
 */
public final class Yaml {
    static final String PROBLEM = "error converting YAML to JSON: yaml: ";
    static final int MAX_DEPTH = 1_000;
    static final int MAX_UNFOLDED = 400_000;

    private static final int MAX_CHARACTERS = 16 << 20;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setLabel("body")
            .setCodePointLimit(MAX_CHARACTERS)
            .build();

    private Yaml() {}

    /**
     * A document.
     *
     * @param value what it says; of a key that stands twice the later value
     * @param strictErrors at most one, which names every key that stands twice, with its line
     */
    public record Parsed(Value value, List<String> strictErrors) {}

    /** Reads one document; the empty text is null. */
    public static Parsed parse(byte[] bytes) throws MalformedException {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return document(new Parse(SETTINGS).parseString(text).iterator());
        } catch (CharacterCodingException e) {
            throw new MalformedException(PROBLEM + "the text is not UTF-8", e);
        } catch (MarkedYamlEngineException e) {
            throw new MalformedException(PROBLEM + YamlComplaint.of(e), e);
        } catch (YamlEngineException e) {
            throw new MalformedException(
                    PROBLEM + String.valueOf(e.getMessage()).replace('\n', ' '), e);
        } catch (NumberFormatException e) {
            // The engine takes the digits of an escape for such without a look.
            throw new MalformedException(PROBLEM + "did not find expected hexdecimal number", e);
        }
    }

    /** Reads one object. */
    public static ObjectValue parseObject(byte[] bytes) throws MalformedException {
        if (parse(bytes).value() instanceof ObjectValue object) {
            return object;
        }
        throw new MalformedException("the top-level value must be an object");
    }

    /** The block style text of a value, keys in order of the alphabet, as kubectl writes it. */
    public static byte[] write(Value value) {
        return YamlWriter.text(value).getBytes(StandardCharsets.UTF_8);
    }

    private static Parsed document(Iterator<Event> events) throws MalformedException {
        var composer = new YamlComposer(events);
        Value root = NullValue.NULL;
        boolean found = false;
        while (events.hasNext()) {
            var event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart) {
                if (found) {
                    throw YamlComposer.malformed(event, "only one document is allowed");
                }
                found = true;
                root = composer.compose(events.next());
            }
        }
        var duplicates = composer.duplicates();
        return new Parsed(
                root,
                duplicates.isEmpty()
                        ? List.of()
                        : List.of("yaml: unmarshal errors:\n" + String.join("\n", duplicates)));
    }
}
