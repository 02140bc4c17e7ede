package dev.mudi.api.apply;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths into an object, as a tree of steps. A path and those below it are members each for itself. Immutable and safe
 * for several threads.
 */
final class FieldSet {
    static final FieldSet EMPTY = new FieldSet(new PathElement[0], new boolean[0], new FieldSet[0]);

    /** Sorted; each is a member, has steps below it, or both. */
    private final PathElement[] steps;

    private final boolean[] members;
    private final FieldSet[] below;

    /** What it is in FieldsV1, where that is at hand; racing threads make equal ones. */
    private @Nullable ObjectValue written;

    private FieldSet(PathElement[] steps, boolean[] members, FieldSet[] below) {
        this.steps = steps;
        this.members = members;
        this.below = below;
    }

    /** The set of one path of fields. */
    static FieldSet of(String... names) {
        return of(Arrays.stream(names).map(PathElement.Field::new).toArray(PathElement[]::new));
    }

    static FieldSet of(PathElement... path) {
        var set = EMPTY;
        for (int i = path.length - 1; i >= 0; i--) {
            set = new FieldSet(new PathElement[] {path[i]}, new boolean[] {i == path.length - 1}, new FieldSet[] {set});
        }
        return set;
    }

    /** The set of several paths of fields, each dotted. */
    static FieldSet ofPaths(List<String> dotted) {
        var set = EMPTY;
        for (var path : dotted) {
            set = set.union(of(path.split("\\.")));
        }
        return set;
    }

    @Nullable
    ObjectValue written() {
        return written;
    }

    /** This set, which is written so. */
    FieldSet writtenAs(ObjectValue fields) {
        if (this != EMPTY) {
            written = fields;
        }
        return this;
    }

    boolean isEmpty() {
        return steps.length == 0;
    }

    int size() {
        return steps.length;
    }

    PathElement step(int position) {
        return steps[position];
    }

    boolean isMember(int position) {
        return members[position];
    }

    FieldSet below(int position) {
        return below[position];
    }

    /** Whether a single step is a member. */
    boolean has(PathElement step) {
        int at = Arrays.binarySearch(steps, step);
        return at >= 0 && members[at];
    }

    /** What is below a step. */
    FieldSet below(PathElement step) {
        int at = Arrays.binarySearch(steps, step);
        return at < 0 ? EMPTY : below[at];
    }

    /** Whether a path of fields is a member. */
    boolean hasPath(String... names) {
        var set = this;
        for (int i = 0; i < names.length - 1; i++) {
            set = set.below(new PathElement.Field(names[i]));
        }
        return set.has(new PathElement.Field(names[names.length - 1]));
    }

    FieldSet union(FieldSet other) {
        return other.isEmpty() ? this : isEmpty() ? other : combine(other, Operation.UNION);
    }

    FieldSet intersection(FieldSet other) {
        return isEmpty() || other.isEmpty() ? EMPTY : combine(other, Operation.INTERSECTION);
    }

    /** The members that are no members of the other set. */
    FieldSet difference(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : combine(other, Operation.DIFFERENCE);
    }

    /** The members that neither are members of the other set nor lie below one. */
    FieldSet withoutTrees(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : combine(other, Operation.WITHOUT_TREES);
    }

    private enum Operation {
        UNION,
        INTERSECTION,
        DIFFERENCE,
        WITHOUT_TREES
    }

    private FieldSet combine(FieldSet other, Operation operation) {
        var made = new Builder(steps.length + (operation == Operation.UNION ? other.steps.length : 0));
        int mine = 0;
        int others = 0;
        while (mine < steps.length || others < other.steps.length) {
            int order = mine == steps.length
                    ? 1
                    : others == other.steps.length ? -1 : steps[mine].compareTo(other.steps[others]);
            if (order < 0) {
                if (operation != Operation.INTERSECTION) {
                    made.append(steps[mine], members[mine], below[mine]);
                }
                mine++;
            } else if (order > 0) {
                if (operation == Operation.UNION) {
                    made.append(other.steps[others], other.members[others], other.below[others]);
                }
                others++;
            } else {
                both(made, mine++, other, others++, operation);
            }
        }
        return made.buildUnless(this);
    }

    private void both(Builder made, int mine, FieldSet other, int others, Operation operation) {
        var ours = below[mine];
        var theirs = other.below[others];
        switch (operation) {
            case UNION -> made.append(steps[mine], members[mine] || other.members[others], ours.union(theirs));
            case INTERSECTION ->
                made.append(steps[mine], members[mine] && other.members[others], ours.intersection(theirs));
            case DIFFERENCE ->
                made.append(steps[mine], members[mine] && !other.members[others], ours.difference(theirs));
            case WITHOUT_TREES -> {
                if (!other.members[others]) {
                    made.append(steps[mine], members[mine], ours.withoutTrees(theirs));
                }
            }
        }
    }

    /** Tells each member: those of a level, then those below it, as upstream lists them (structured-merge-diff, Set.Iterate). */
    void forEach(Consumer<List<PathElement>> action) {
        forEach(new ArrayList<>(), action);
    }

    private void forEach(List<PathElement> path, Consumer<List<PathElement>> action) {
        for (int i = 0; i < steps.length; i++) {
            path.add(steps[i]);
            if (members[i]) {
                action.accept(List.copyOf(path));
            }
            path.removeLast();
        }
        for (int i = 0; i < steps.length; i++) {
            path.add(steps[i]);
            below[i].forEach(path, action);
            path.removeLast();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet set
                && Arrays.equals(steps, set.steps)
                && Arrays.equals(members, set.members)
                && Arrays.equals(below, set.below);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(steps) * 31 + Arrays.hashCode(below);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        forEach(path -> {
            path.forEach(text::append);
            text.append(' ');
        });
        return text.toString().strip();
    }

    /** Collects steps that come sorted, at most as many as were expected. For one thread. */
    private static final class Builder {
        private final PathElement[] steps;
        private final boolean[] members;
        private final FieldSet[] below;
        private int size;

        private Builder(int expected) {
            steps = new PathElement[expected];
            members = new boolean[expected];
            below = new FieldSet[expected];
        }

        /** Adds a step that comes after all others, unless it would say nothing. */
        private void append(PathElement step, boolean member, FieldSet set) {
            if (member || !set.isEmpty()) {
                steps[size] = step;
                members[size] = member;
                below[size] = set;
                size++;
            }
        }

        /** The set; the very one that is given if what was collected is the same. */
        private FieldSet buildUnless(FieldSet same) {
            if (size != same.steps.length) {
                return build();
            }
            for (int i = 0; i < size; i++) {
                if (steps[i] != same.steps[i] || members[i] != same.members[i] || below[i] != same.below[i]) {
                    return build();
                }
            }
            return same;
        }

        private FieldSet build() {
            if (size == 0) {
                return EMPTY;
            }
            return size == steps.length
                    ? new FieldSet(steps, members, below)
                    : new FieldSet(
                            Arrays.copyOf(steps, size), Arrays.copyOf(members, size), Arrays.copyOf(below, size));
        }
    }

    /** Collects paths in any order, best in that of the set. For one thread. */
    static final class Collector {
        private final List<Node> nodes = new ArrayList<>(4);

        private static final class Node {
            private final PathElement step;
            private boolean member;
            private @Nullable Collector below;

            private Node(PathElement step) {
                this.step = step;
            }

            private FieldSet set() {
                return below == null ? EMPTY : below.build();
            }
        }

        /** Where what is below a step is collected. */
        Collector below(PathElement step) {
            var node = node(step);
            var below = node.below;
            if (below == null) {
                below = new Collector();
                node.below = below;
            }
            return below;
        }

        /** Makes a step a member. */
        void add(PathElement step) {
            node(step).member = true;
        }

        /** The last node if it is of this step, else another one, which becomes one with others of its step in the end. */
        private Node node(PathElement step) {
            if (!nodes.isEmpty() && nodes.getLast().step.equals(step)) {
                return nodes.getLast();
            }
            var node = new Node(step);
            nodes.add(node);
            return node;
        }

        FieldSet build() {
            if (nodes.isEmpty()) {
                return EMPTY;
            }
            nodes.sort(Comparator.comparing(node -> node.step));
            var made = new Builder(nodes.size());
            for (int i = 0; i < nodes.size(); ) {
                var step = nodes.get(i).step;
                boolean member = false;
                var below = EMPTY;
                for (; i < nodes.size() && nodes.get(i).step.compareTo(step) == 0; i++) {
                    member |= nodes.get(i).member;
                    below = below.union(nodes.get(i).set());
                }
                made.append(step, member, below);
            }
            return made.build();
        }
    }
}
