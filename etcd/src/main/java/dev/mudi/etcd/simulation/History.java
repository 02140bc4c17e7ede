package dev.mudi.etcd.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What clients asked and were told. */
final class History {
    /** Never: of an operation whose answer was lost, and which may still happen. */
    static final long NEVER = Long.MAX_VALUE;

    private final List<Operation> operations = new ArrayList<>();

    sealed interface Kind {}

    record Get() implements Kind {}

    record Put(String value) implements Kind {}

    record Delete() implements Kind {}

    /** Puts when the value is the expected one; empty expects that there is none. */
    record Swap(Optional<String> expected, String value) implements Kind {}

    /** One operation of one client on one key. */
    static final class Operation {
        final int client;
        final String key;
        final Kind kind;
        final long call;
        long end = NEVER;
        /** Of a get. */
        Optional<String> value = Optional.empty();
        /** Of a swap or a deletion, whether it did something. */
        boolean done;
        /** The store's revision with a change in it, as it was acknowledged. */
        long revision;

        Operation(int client, String key, Kind kind, long call) {
            this.client = client;
            this.key = key;
            this.kind = kind;
            this.call = call;
        }

        boolean isAnswered() {
            return end != NEVER;
        }

        boolean isAcknowledgedWrite() {
            return isAnswered() && (kind instanceof Put || (kind instanceof Swap && done));
        }

        Optional<String> written() {
            return switch (kind) {
                case Put put -> Optional.of(put.value);
                case Swap swap -> Optional.of(swap.value);
                case Get _, Delete _ -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            var result = isAnswered() ? (kind instanceof Get ? value.orElse("nothing") : done + " @" + revision) : "?";
            return "client " + client + " " + kind + " of " + key + " = " + result;
        }
    }

    void add(Operation operation) {
        operations.add(operation);
    }

    /** Of an operation that certainly did not happen. */
    void forget(Operation operation) {
        operations.remove(operation);
    }

    List<Operation> operations() {
        return operations;
    }
}
