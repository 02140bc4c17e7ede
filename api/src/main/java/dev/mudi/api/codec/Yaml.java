package dev.mudi.api.codec;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML as kubectl and upstream's API server understand it: the syntax of YAML, the scalars of YAML 1.1 as Go's yaml.v2 reads them
 * ({@code yes} and {@code on} are true, {@code 0777} is octal, a date is text, {@code 1:30} is text), keys that become texts, merge keys ({@code <<}). One
 * document; nesting is bounded at {@value #MAX_DEPTH}, and what aliases unfold to at {@value #MAX_UNFOLDED} values. Safe for several threads.
 */
public final class Yaml {
    private static final String PROBLEM = "error converting YAML to JSON: yaml: ";
    private static final int MAX_DEPTH = 1_000;
    private static final int MAX_UNFOLDED = 400_000;
    private static final int MAX_CHARACTERS = 16 << 20;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setLabel("body")
            .setCodePointLimit(MAX_CHARACTERS)
            .build();

    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final List<String> duplicates = new ArrayList<>();
    private int values;
    private int depth;
    private boolean hasAliases;

    private record Anchored(Value value, int size) {}

    private Yaml(Iterator<Event> events) {
        this.events = events;
    }

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
            return new Yaml(new Parse(SETTINGS).parseString(text).iterator()).document();
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

    private Parsed document() throws MalformedException {
        Value root = NullValue.NULL;
        boolean found = false;
        while (events.hasNext()) {
            var event = events.next();
            if (event.getEventId() == Event.ID.DocumentStart) {
                if (found) {
                    throw malformed(event, "only one document is allowed");
                }
                found = true;
                root = node(events.next());
            }
        }
        return new Parsed(
                root,
                duplicates.isEmpty()
                        ? List.of()
                        : List.of("yaml: unmarshal errors:\n" + String.join("\n", duplicates)));
    }

    private Value node(Event event) throws MalformedException {
        if (event instanceof AliasEvent alias) {
            return unfolded(alias);
        }
        int before = values++;
        if (++depth > MAX_DEPTH) {
            throw malformed(event, "exceeded max depth of " + MAX_DEPTH);
        }
        var value = switch (event) {
            case ScalarEvent scalar -> YamlScalars.resolve(scalar);
            case SequenceStartEvent ignored -> sequence();
            case MappingStartEvent ignored -> mapping();
            default -> throw malformed(event, "found " + event.getEventId() + " where a value should be");
        };
        depth--;
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            anchors.put(node.getAnchor().get().getValue(), new Anchored(value, values - before));
        }
        bound();
        return value;
    }

    private Value unfolded(AliasEvent alias) throws MalformedException {
        var name = alias.getAlias().getValue();
        var anchored = anchors.get(name);
        if (anchored == null) {
            throw malformed("unknown anchor '" + name + "' referenced");
        }
        hasAliases = true;
        values += anchored.size;
        bound();
        return anchored.value;
    }

    private void bound() throws MalformedException {
        if (hasAliases && values > MAX_UNFOLDED) {
            throw malformed("document contains excessive aliasing");
        }
    }

    private ArrayValue sequence() throws MalformedException {
        var items = new ArrayList<Value>();
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event));
        }
        return new ArrayValue(items);
    }

    private ObjectValue mapping() throws MalformedException {
        var fields = ObjectValue.builder();
        var given = new HashSet<String>();
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (YamlScalars.isMergeKey(event)) {
                merge(node(events.next()), fields, given);
                continue;
            }
            var key = key(node(event));
            if (!given.add(key)) {
                duplicates.add("  line " + line(event) + ": key \"" + key + "\" already set in map");
            }
            fields.put(key, node(events.next()));
        }
        return fields.build();
    }

    /** Fields of merged mappings stand behind those that are given, wherever the merge key stands. */
    private static void merge(Value merged, ObjectValue.Builder fields, Set<String> given) throws MalformedException {
        switch (merged) {
            case ObjectValue mapping ->
                mapping.forEach((name, value) -> {
                    if (!given.contains(name)) {
                        fields.put(name, value);
                    }
                });
            case ArrayValue list -> {
                for (int i = list.size() - 1; i >= 0; i--) {
                    merge(list.get(i), fields, given);
                }
            }
            default -> throw malformed("map merge requires map or sequence of maps as the value");
        }
    }

    private static String key(Value key) throws MalformedException {
        return switch (key) {
            case StringValue(var text) -> text;
            case ObjectValue ignored -> throw malformed("invalid map key: a map");
            case ArrayValue ignored -> throw malformed("invalid map key: a list");
            case NullValue ignored -> throw malformed("unsupported map key of type: nil");
            default -> new String(Json.write(key), StandardCharsets.UTF_8);
        };
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    private static MalformedException malformed(Event event, String problem) {
        return malformed("line " + line(event) + ": " + problem);
    }

    /** As go-yaml says it: without a line of what is wrong with the tree, not with the text. */
    private static MalformedException malformed(String problem) {
        return new MalformedException(PROBLEM + problem);
    }
}
