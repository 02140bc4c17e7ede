package dev.mudi.apiserver.registry;

import dev.mudi.api.tree.ObjectValue;
import java.util.Optional;

/** What an object needs beside itself, such as a Service its addresses and ports: taken before it is stored, given back if it is not. */
public interface Reservations {
    /** Nothing is needed. */
    Reservations NONE = (request, next, current) -> new Reservation() {
        @Override
        public ObjectValue object() {
            return next;
        }
    };

    /** Something taken. Exactly one of {@link #commit} and {@link #cancel} is called. */
    interface Reservation {
        /** The object with what was taken written into it. */
        ObjectValue object();

        /** The object is stored: what it no longer needs is given back. */
        default void commit() {}

        /** The object was not stored: what was taken is given back. */
        default void cancel() {}
    }

    /**
     * Takes what the next object needs and the current one does not have.
     *
     * @throws dev.mudi.api.status.StatusException when it cannot be had
     */
    Reservation take(WriteRequest request, ObjectValue next, Optional<ObjectValue> current);

    /** The object was deleted: gives back what it had. */
    default void release(WriteRequest request, ObjectValue deleted) {}
}
