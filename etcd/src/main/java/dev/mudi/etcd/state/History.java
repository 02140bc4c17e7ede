package dev.mudi.etcd.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The changes of each revision from {@link #first} to {@link #last}, without a gap. Immutable to its readers: appending
 * gives another history that shares the chunks, and only the one writer appends.
 */
public final class History {
    private static final int CHUNK = 1024;

    private final Object[][] chunks;
    /** The same in all histories that came of one another. */
    private final Object line;

    private final long base;
    private final long first;
    private final long last;

    private History(Object[][] chunks, Object line, long base, long first, long last) {
        this.chunks = chunks;
        this.line = line;
        this.base = base;
        this.first = first;
        this.last = last;
    }

    /** A history that will begin with the change after this revision. */
    public static History after(long revision) {
        return after(revision, new Object());
    }

    private static History after(long revision, Object line) {
        long first = revision + 1;
        return new History(new Object[0][], line, first - first % CHUNK, first, revision);
    }

    /** Whether one came of the other, or both of a third, so that a revision has the very same versions in both. */
    public boolean isOfOneLineWith(History other) {
        return line == other.line;
    }

    public long first() {
        return first;
    }

    public long last() {
        return last;
    }

    /** Adds the changes, one or more, of the revision after the last. */
    public History append(List<Version> changes) {
        long revision = last + 1;
        int chunk = (int) ((revision - base) / CHUNK);
        var all = chunks;
        if (chunk == all.length) {
            all = Arrays.copyOf(chunks, chunk + 1);
            all[chunk] = new Object[CHUNK];
        }
        all[chunk][(int) ((revision - base) % CHUNK)] =
                changes.size() == 1 ? changes.getFirst() : changes.toArray(Version[]::new);
        return new History(all, line, base, first, revision);
    }

    /** Forgets what was before the revision. */
    public History from(long revision) {
        if (revision <= first) {
            return this;
        }
        if (revision > last) {
            return after(Math.max(last, revision - 1), line);
        }
        int gone = (int) ((revision - base) / CHUNK);
        return new History(
                Arrays.copyOfRange(chunks, gone, chunks.length), line, base + (long) gone * CHUNK, revision, last);
    }

    /** The changes of the revision, {@link #first} to {@link #last}, in their order. */
    public List<Version> at(long revision) {
        if (revision < first || revision > last) {
            throw new IllegalArgumentException(
                    "revision " + revision + " is outside the history from " + first + " to " + last);
        }
        var entry = chunks[(int) ((revision - base) / CHUNK)][(int) ((revision - base) % CHUNK)];
        return entry instanceof Version version ? List.of(version) : List.of((Version[]) entry);
    }

    /**
     * Makes the history of these changes.
     *
     * @param changes all changes of the revisions from {@code first} to {@code last}, in any order
     */
    static History of(List<Version> changes, long first, long last) {
        var slots = new ArrayList<List<Version>>(Math.toIntExact(last - first + 1));
        for (long revision = first; revision <= last; revision++) {
            slots.add(List.of());
        }
        for (var change : changes) {
            int slot = (int) (change.revision() - first);
            var others = slots.get(slot);
            if (others.isEmpty()) {
                slots.set(slot, List.of(change));
            } else {
                var both = new ArrayList<>(others);
                both.add(change);
                both.sort(Comparator.comparingInt(Version::sub));
                slots.set(slot, both);
            }
        }
        var history = after(first - 1);
        for (var slot : slots) {
            if (slot.isEmpty()) {
                throw new IllegalArgumentException("the history lacks the changes of revision " + (history.last + 1));
            }
            history = history.append(slot);
        }
        return history;
    }
}
