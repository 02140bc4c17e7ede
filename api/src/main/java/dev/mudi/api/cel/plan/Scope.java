package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.Val;
import java.util.Optional;

/** The variables that an expression sees while it is evaluated, and what it has cost so far. For one thread. */
abstract class Scope {
    private final Tracker tracker;

    Scope(Tracker tracker) {
        this.tracker = tracker;
    }

    Tracker tracker() {
        return tracker;
    }

    /** The value of a variable; empty if there is none of that name. */
    abstract Optional<Val> find(String name);
}
