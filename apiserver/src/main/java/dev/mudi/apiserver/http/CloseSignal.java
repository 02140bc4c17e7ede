package dev.mudi.apiserver.http;

import java.util.ArrayList;
import java.util.List;

/** Says once, to all who asked, that something is over. Safe for several threads. */
final class CloseSignal {
    private final List<Runnable> actions = new ArrayList<>(1);
    private boolean set;

    /** Whether it is over. */
    synchronized boolean isSet() {
        return set;
    }

    /** Calls back when it is over; at once if it is. */
    void onSet(Runnable action) {
        synchronized (this) {
            if (!set) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** It is over. Only the first call counts. */
    void set() {
        List<Runnable> due;
        synchronized (this) {
            if (set) {
                return;
            }
            set = true;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }
}
