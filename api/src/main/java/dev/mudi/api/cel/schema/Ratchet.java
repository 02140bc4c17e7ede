package dev.mudi.api.cel.schema;

import java.util.Optional;

/**
 * What is known of a value's past, for the question whether complaints about it are new.
 *
 * @param current the value and the one before; empty if none corresponds
 * @param parent the nearest value above of which this is known
 */
record Ratchet(Optional<Correlation> current, Optional<Correlation> parent) {
    static final Ratchet NONE = new Ratchet(Optional.empty(), Optional.empty());

    /** Whether complaints are dropped: the update left it, or what it is in, as it was. */
    boolean isUnchanged() {
        return current.or(() -> parent).filter(Correlation::isUnchanged).isPresent();
    }

    Ratchet key(String name) {
        if (current.isEmpty()) {
            return this;
        }
        boolean type = parent.isEmpty() && (name.equals("apiVersion") || name.equals("kind"));
        return type ? NONE : new Ratchet(current.flatMap(known -> known.key(name)), current);
    }

    Ratchet index(int index) {
        return current.isEmpty() ? this : new Ratchet(current.flatMap(known -> known.index(index)), current);
    }
}
