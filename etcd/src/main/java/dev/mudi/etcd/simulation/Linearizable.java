package dev.mudi.etcd.simulation;

import dev.mudi.etcd.simulation.History.Operation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Each operation seems to happen at one moment between its call and its answer. Wing and Gong's search, with what was seen
 * remembered (Lowe, "Testing for linearizability"), for each key alone: keys do not touch one another (Herlihy and Wing).
 */
record Linearizable() implements Invariant {
    @Override
    public List<String> violations(Run run) {
        var byKey = new TreeMap<String, List<Operation>>();
        for (var operation : run.history().operations()) {
            byKey.computeIfAbsent(operation.key, _ -> new ArrayList<>()).add(operation);
        }
        var found = new ArrayList<String>();
        byKey.forEach((key, operations) -> {
            if (!new Search(operations).succeeds()) {
                found.add("no order explains the " + operations.size() + " operations on " + key);
            }
        });
        return found;
    }

    private static final class Search {
        private final List<Operation> operations;
        private final Set<Seen> seen = new HashSet<>();
        private long answered;

        /** @param done a bit for each operation that has happened */
        private record Seen(BitSet done, Optional<String> value) {}

        Search(List<Operation> operations) {
            this.operations = operations;
        }

        boolean succeeds() {
            answered = operations.stream().filter(Operation::isAnswered).count();
            return search(new BitSet(), 0, Optional.empty());
        }

        /** @param answers how many of the operations done were answered */
        private boolean search(BitSet done, long answers, Optional<String> value) {
            if (answers == answered) {
                return true;
            }
            if (!seen.add(new Seen((BitSet) done.clone(), value))) {
                return false;
            }
            long soonest = History.NEVER;
            for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
                soonest = Math.min(soonest, operations.get(i).end);
            }
            for (int i = done.nextClearBit(0); i < operations.size(); i = done.nextClearBit(i + 1)) {
                var operation = operations.get(i);
                if (operation.call <= soonest && explains(operation, value)) {
                    done.set(i);
                    boolean good = search(done, answers + (operation.isAnswered() ? 1 : 0), after(operation, value));
                    done.clear(i);
                    if (good) {
                        return true;
                    }
                }
            }
            return false;
        }

        /** Whether the operation can have happened on this value with the answer it got. */
        private static boolean explains(Operation operation, Optional<String> value) {
            if (!operation.isAnswered()) {
                return true;
            }
            return switch (operation.kind) {
                case History.Get() -> operation.value.equals(value);
                case History.Put _ -> true;
                case History.Delete() -> operation.done == value.isPresent();
                case History.Swap swap -> operation.done == swap.expected().equals(value);
            };
        }

        private static Optional<String> after(Operation operation, Optional<String> value) {
            return switch (operation.kind) {
                case History.Get() -> value;
                case History.Put(var written) -> Optional.of(written);
                case History.Delete() -> Optional.empty();
                case History.Swap(var expected, var written) -> expected.equals(value) ? Optional.of(written) : value;
            };
        }
    }
}
