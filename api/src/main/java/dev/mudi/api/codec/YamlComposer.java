package dev.mudi.api.codec;

import dev.mudi.api.tree.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Composes the value of one document's events. What is begun and not complete waits in a stack of its own, so that nesting, which whoever sends a
 * document chooses, costs none of the thread's. Not safe for several threads.
 */
final class YamlComposer {
    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final List<String> duplicates = new ArrayList<>();
    private final Deque<Begun> begun = new ArrayDeque<>();
    private int values;
    private boolean hasAliases;

    private record Anchored(Value value, int size) {}

    /** A collection whose end has not come, and how many values there were before it. */
    private record Begun(NodeEvent start, YamlCollection collection, int valuesBefore) {}

    YamlComposer(Iterator<Event> events) {
        this.events = events;
    }

    /** Of each key that stood twice so far, its line and the key. */
    List<String> duplicates() {
        return duplicates;
    }

    /** The value that begins with this event. */
    Value compose(Event first) throws MalformedException {
        for (var event = first; ; event = events.next()) {
            var complete = complete(event);
            if (complete != null && begun.isEmpty()) {
                return complete;
            }
        }
    }

    /** The value that this event completes, which its collection has then; null if it completes none. */
    private @Nullable Value complete(Event event) throws MalformedException {
        return switch (event.getEventId()) {
            case Alias -> collected(event, unfolded((AliasEvent) event));
            case Scalar -> {
                var collection = begun.peekLast();
                if (collection != null && collection.collection().takesAsMergeKey(event)) {
                    yield null;
                }
                int before = begin(event);
                yield anchored((NodeEvent) event, YamlScalars.resolve((ScalarEvent) event), before);
            }
            case SequenceStart -> begin(event, new YamlCollection.Sequence());
            case MappingStart -> begin(event, new YamlCollection.Mapping(duplicates));
            case SequenceEnd, MappingEnd -> {
                var ended = begun.removeLast();
                yield anchored(ended.start(), ended.collection().value(), ended.valuesBefore());
            }
            default -> throw malformed(event, "found " + event.getEventId() + " where a value should be");
        };
    }

    private int begin(Event event) throws MalformedException {
        if (begun.size() >= Yaml.MAX_DEPTH) {
            throw malformed(event, "exceeded max depth of " + Yaml.MAX_DEPTH);
        }
        return values++;
    }

    private @Nullable Value begin(Event event, YamlCollection collection) throws MalformedException {
        int before = begin(event);
        begun.add(new Begun((NodeEvent) event, collection, before));
        return null;
    }

    private Value anchored(NodeEvent event, Value value, int valuesBefore) throws MalformedException {
        event.getAnchor()
                .ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(value, values - valuesBefore)));
        bound();
        return collected(event, value);
    }

    private Value collected(Event event, Value value) throws MalformedException {
        var collection = begun.peekLast();
        if (collection != null) {
            collection.collection().add(event, value);
        }
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
        if (hasAliases && values > Yaml.MAX_UNFOLDED) {
            throw malformed("document contains excessive aliasing");
        }
    }

    static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    static MalformedException malformed(Event event, String problem) {
        return malformed("line " + line(event) + ": " + problem);
    }

    /** As go-yaml says it: without a line of what is wrong with the tree, not with the text. */
    static MalformedException malformed(String problem) {
        return new MalformedException(Yaml.PROBLEM + problem);
    }
}
