package dev.mudi.apiserver.cache;

import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a watcher wants to hear of.
 *
 * @param scope which keys, and which value of a trigger field, can match at all: what watchers are indexed by
 * @param matches whether an object within the scope matches
 */
public record Interest(Scope scope, Predicate<StoredObject> matches) {

    /** The part of an interest that an index can answer. */
    public sealed interface Scope {
        /** All objects. */
        record All() implements Scope {}

        /** The objects whose keys start so: those of a namespace. */
        record Prefix(Bytes prefix) implements Scope {}

        /** The object of a key. */
        record Key(Bytes key) implements Scope {}

        /** The objects of which the selectable field at this place of the layout has this value. */
        record Trigger(int field, String value) implements Scope {}
    }

    /** Everything. */
    public static final Interest ALL = new Interest(new Scope.All(), object -> true);

    /** What an event is for someone of this interest; empty for nothing. */
    public Optional<EventType> typeOf(CachedEvent event) {
        boolean now = event.current().filter(this::covers).isPresent();
        boolean before = event.previous().filter(this::covers).isPresent();
        if (now) {
            return Optional.of(before ? EventType.MODIFIED : EventType.ADDED);
        }
        return before ? Optional.of(EventType.DELETED) : Optional.empty();
    }

    /** What the keys of all objects of interest start with, the given prefix at least. */
    public Bytes prefixIn(Bytes all) {
        return switch (scope) {
            case Scope.All ignored -> all;
            case Scope.Trigger ignored -> all;
            case Scope.Prefix(var prefix) -> prefix;
            case Scope.Key(var key) -> key;
        };
    }

    /** Whether an object is in the scope and matches. */
    public boolean covers(StoredObject object) {
        boolean inScope = switch (scope) {
            case Scope.All() -> true;
            case Scope.Prefix(var prefix) -> object.key().startsWith(prefix);
            case Scope.Key(var key) -> object.key().equals(key);
            case Scope.Trigger(var field, var value) ->
                object.index().fields().size() > field
                        && object.index().fields().get(field).equals(value);
        };
        return inScope && matches.test(object);
    }
}
