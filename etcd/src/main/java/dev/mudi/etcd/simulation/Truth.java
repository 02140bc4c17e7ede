package dev.mudi.etcd.simulation;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.replication.Entry;
import dev.mudi.etcd.replication.Machine;
import dev.mudi.etcd.simulation.StoredLog.Stored;
import dev.mudi.etcd.state.Effect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What was in the log of a majority at some time, and so must be in the log for ever; and what it says. */
final class Truth {
    private final List<Stored> entries = new ArrayList<>();
    private final List<String> contradictions = new ArrayList<>();
    private final NavigableMap<Long, List<Effect.Change>> changes = new TreeMap<>();
    private final Map<Bytes, NavigableMap<Long, Effect.Change>> byKey = new HashMap<>();
    private Machine machine = Machine.empty();
    private long compacted;

    long last() {
        return entries.size();
    }

    void commit(Stored entry) {
        entries.add(entry);
        if (entry.bytes().isEmpty()) {
            machine = machine.advance(entry.index(), entry.term());
            return;
        }
        var step = machine.apply(entry.index(), entry.term(), Entry.decode(entry.bytes()));
        machine = step.machine();
        for (var effect : step.edit().effects()) {
            switch (effect) {
                case Effect.Write(var revision, var some) -> {
                    changes.put(revision, some);
                    some.forEach(change -> byKey.computeIfAbsent(change.key(), _ -> new TreeMap<>())
                            .put(revision, change));
                }
                case Effect.Compacted(var revision) -> compacted = revision;
                case Effect.LeaseGranted _, Effect.LeaseRevoked _, Effect.AuthChanged _, Effect.Configured _ -> {}
            }
        }
    }

    /** A leader holds these for good: they must be those that were there before. */
    void confirm(List<Stored> again) {
        for (var entry : again) {
            var before = entries.get((int) entry.index() - 1);
            if (!before.equals(entry)) {
                contradictions.add("entry " + entry.index() + " of term " + before.term()
                        + " was in the log for good, and now there is one of term " + entry.term());
            }
        }
    }

    List<String> contradictions() {
        return contradictions;
    }

    Machine machine() {
        return machine;
    }

    long compacted() {
        return compacted;
    }

    /** The changes of each revision. */
    NavigableMap<Long, List<Effect.Change>> changes() {
        return changes;
    }

    /** How a key was before a revision; empty when it was not there. */
    Optional<Map.Entry<Long, Effect.Change>> before(Bytes key, long revision) {
        var history = byKey.get(key);
        var last = history == null ? null : history.lowerEntry(revision);
        return last == null || last.getValue().delete() ? Optional.empty() : Optional.of(last);
    }
}
