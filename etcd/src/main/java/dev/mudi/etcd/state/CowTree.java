package dev.mudi.etcd.state;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A persistent B-tree: an immutable ordered map from an entry's key to the entry. Changes go through an {@link Edit} and
 * give another tree that shares the nodes that did not change.
 *
 * @param <V> the entries
 */
public final class CowTree<V extends CowTree.Entry> {
    /** What the tree holds. Key and weight never change. */
    public interface Entry {
        Bytes key();

        /** How the key compares with another, as {@link Bytes#compareTo} does. */
        default int compareKey(Bytes other) {
            return key().compareTo(other);
        }

        /** What the entry adds to a {@linkplain #live count}: 1, or 0 when it is there but does not count. */
        int weight();
    }

    /** The most entries of a leaf and the most children of an inner node. */
    static final int WIDTH = 64;

    /** Below this a node is merged with a neighbour where both fit into one. */
    static final int SPARSE = WIDTH / 4;

    private final @Nullable Node root;
    private final long nextEdit;

    private CowTree(@Nullable Node root, long nextEdit) {
        this.root = root;
        this.nextEdit = nextEdit;
    }

    public static <V extends Entry> CowTree<V> empty() {
        return new CowTree<>(null, 1);
    }

    @SuppressWarnings("unchecked") // A tree of V holds only what an Edit of V put there.
    public @Nullable V get(Bytes key) {
        return (V) find(root, key);
    }

    /** How many entries of weight 1 there are. */
    public long live() {
        return root == null ? 0 : root.live;
    }

    /** How many entries of weight 1 the range has; costs a descent, whatever the size of the range. */
    public long live(KeyRange range) {
        if (range.isSingle()) {
            var entry = get(range.key());
            return entry == null ? 0 : entry.weight();
        }
        var below = liveBelow(range.key());
        var end = range.isOpen() ? live() : liveBelow(range.rangeEnd());
        return Math.max(0, end - below);
    }

    private long liveBelow(Bytes key) {
        long sum = 0;
        var node = root;
        while (node instanceof Inner inner) {
            int at = inner.childFor(key);
            for (int i = 0; i < at; i++) {
                sum += inner.children[i].live;
            }
            node = inner.children[at];
        }
        if (node instanceof Leaf leaf) {
            int at = leaf.search(key);
            int end = at < 0 ? -at - 1 : at;
            for (int i = 0; i < end; i++) {
                sum += leaf.entries[i].weight();
            }
        }
        return sum;
    }

    /**
     * Shows the entries of the range to the visitor, by key, until it answers false.
     *
     * @return whether the visitor saw all
     */
    public boolean scan(KeyRange range, Predicate<? super V> visitor) {
        if (range.isSingle()) {
            var entry = get(range.key());
            return entry == null || visitor.test(entry);
        }
        return root == null || CowTree.<V>scan(root, range.key(), range.isOpen() ? null : range.rangeEnd(), visitor);
    }

    @SuppressWarnings("unchecked") // As in get.
    private static <V extends Entry> boolean scan(
            Node node, Bytes from, @Nullable Bytes end, Predicate<? super V> visitor) {
        switch (node) {
            case Leaf leaf -> {
                int at = leaf.search(from);
                for (int i = at < 0 ? -at - 1 : at; i < leaf.entries.length; i++) {
                    if (end != null && leaf.entries[i].compareKey(end) >= 0) {
                        return true;
                    }
                    if (!visitor.test((V) leaf.entries[i])) {
                        return false;
                    }
                }
                return true;
            }
            case Inner inner -> {
                int first = inner.childFor(from);
                for (int i = first; i < inner.children.length; i++) {
                    if (i > first && end != null && inner.keys[i].compareTo(end) >= 0) {
                        return true;
                    }
                    if (!CowTree.<V>scan(inner.children[i], from, end, visitor)) {
                        return false;
                    }
                }
                return true;
            }
        }
    }

    private static @Nullable Entry find(@Nullable Node root, Bytes key) {
        var node = root;
        while (node instanceof Inner inner) {
            node = inner.children[inner.childFor(key)];
        }
        if (node instanceof Leaf leaf) {
            int at = leaf.search(key);
            return at < 0 ? null : leaf.entries[at];
        }
        return null;
    }

    /** Starts changes from this tree, which stays as it is. */
    public Edit<V> edit() {
        return new Edit<>(root, nextEdit);
    }

    /** A node belongs to the edit that made it, which may change it in place; to everyone else it is immutable. */
    private abstract static sealed class Node permits Leaf, Inner {
        final long edit;
        long live;

        Node(long edit, long live) {
            this.edit = edit;
            this.live = live;
        }

        /** How many entries or children it has. */
        abstract int size();

        /** A lower bound of what is in it. */
        abstract Bytes bound();
    }

    private static final class Leaf extends Node {
        Entry[] entries;

        Leaf(long edit, Entry[] entries, long live) {
            super(edit, live);
            this.entries = entries;
        }

        @Override
        int size() {
            return entries.length;
        }

        @Override
        Bytes bound() {
            return entries[0].key();
        }

        /** The place of the key, or of where it would be as {@code -place - 1}. */
        int search(Bytes key) {
            int low = 0;
            int high = entries.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = entries[middle].compareKey(key);
                if (order == 0) {
                    return middle;
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -low - 1;
        }

        private static long weigh(Entry[] entries) {
            long sum = 0;
            for (var entry : entries) {
                sum += entry.weight();
            }
            return sum;
        }
    }

    /** {@code keys[i]} is a lower bound of what is in {@code children[i]}; the first one is not looked at. */
    private static final class Inner extends Node {
        Bytes[] keys;
        Node[] children;

        Inner(long edit, Bytes[] keys, Node[] children, long live) {
            super(edit, live);
            this.keys = keys;
            this.children = children;
        }

        @Override
        int size() {
            return children.length;
        }

        @Override
        Bytes bound() {
            return keys[0];
        }

        private static long weigh(Node[] children) {
            long sum = 0;
            for (var child : children) {
                sum += child.live;
            }
            return sum;
        }

        int childFor(Bytes key) {
            int low = 1;
            int high = keys.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (keys[middle].compareTo(key) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return low - 1;
        }
    }

    /** Changes under way, for one thread. */
    public static final class Edit<V extends Entry> {
        private final long id;
        private @Nullable Node root;
        /** The right half of the node that the last step had to split. */
        private @Nullable Node split;
        /** By how much the last step changed the live count. */
        private int delta;

        private Edit(@Nullable Node root, long id) {
            this.root = root;
            this.id = id;
        }

        @SuppressWarnings("unchecked") // As in the tree.
        public @Nullable V get(Bytes key) {
            return (V) find(root, key);
        }

        /** The tree as of now, valid until the next change. */
        public CowTree<V> view() {
            return new CowTree<>(root, id + 1);
        }

        /** The tree with all changes; this edit is over. */
        public CowTree<V> seal() {
            return view();
        }

        /** Adds the entry, in the place of the one with its key if there is one. */
        public void put(V entry) {
            var key = entry.key();
            if (root == null) {
                root = new Leaf(id, new Entry[] {entry}, entry.weight());
                return;
            }
            split = null;
            root = put(root, key, entry);
            if (split != null) {
                var keys = new Bytes[] {root.bound(), split.bound()};
                root = new Inner(id, keys, new Node[] {root, split}, root.live + split.live);
            }
        }

        private Node put(Node node, Bytes key, V entry) {
            return switch (node) {
                case Leaf leaf -> putIntoLeaf(leaf, key, entry);
                case Inner inner -> putBelow(inner, key, entry);
            };
        }

        private Node putIntoLeaf(Leaf old, Bytes key, V entry) {
            int at = old.search(key);
            if (at >= 0) {
                delta = entry.weight() - old.entries[at].weight();
                var leaf = old.edit == id ? old : new Leaf(id, old.entries.clone(), old.live);
                leaf.entries[at] = entry;
                leaf.live += delta;
                return leaf;
            }
            delta = entry.weight();
            int place = -at - 1;
            var entries = inserted(old.entries, place, entry);
            if (entries.length <= WIDTH) {
                return leaf(old, entries, old.live + delta);
            }
            // Keys that come in ascending order leave full leaves behind them.
            int half = place == WIDTH ? WIDTH : entries.length / 2;
            var upper = Arrays.copyOfRange(entries, half, entries.length);
            split = new Leaf(id, upper, Leaf.weigh(upper));
            return leaf(old, Arrays.copyOf(entries, half), old.live + delta - split.live);
        }

        private Node putBelow(Inner old, Bytes key, V entry) {
            int at = old.childFor(key);
            split = null;
            var child = put(old.children[at], key, entry);
            var inner = own(old);
            inner.children[at] = child;
            inner.live += delta;
            if (split == null) {
                return inner;
            }
            var right = split;
            split = null;
            var keys = inserted(inner.keys, at + 1, right.bound());
            var children = inserted(inner.children, at + 1, right);
            if (keys.length <= WIDTH) {
                return inner(inner, keys, children, inner.live);
            }
            int half = at + 1 == WIDTH ? WIDTH : keys.length / 2;
            var upper = Arrays.copyOfRange(children, half, children.length);
            split = new Inner(id, Arrays.copyOfRange(keys, half, keys.length), upper, Inner.weigh(upper));
            return inner(inner, Arrays.copyOf(keys, half), Arrays.copyOf(children, half), inner.live - split.live);
        }

        /** Takes the entry with this key out, if there is one. */
        public void remove(Bytes key) {
            if (root == null || get(key) == null) {
                return;
            }
            var node = remove(root, key);
            while (node instanceof Inner inner && inner.children.length == 1) {
                node = inner.children[0];
            }
            root = node.size() == 0 ? null : node;
        }

        private Node remove(Node node, Bytes key) {
            switch (node) {
                case Leaf old -> {
                    int at = old.search(key);
                    delta = -old.entries[at].weight();
                    return leaf(old, without(old.entries, at), old.live + delta);
                }
                case Inner old -> {
                    int at = old.childFor(key);
                    var child = remove(old.children[at], key);
                    var inner = own(old);
                    inner.children[at] = child;
                    inner.live += delta;
                    if (child.size() == 0) {
                        return inner(inner, without(inner.keys, at), without(inner.children, at), inner.live);
                    }
                    return child.size() < SPARSE ? mergeNeighbours(inner, at) : inner;
                }
            }
        }

        private Node mergeNeighbours(Inner inner, int at) {
            int left = at + 1 < inner.children.length ? at : at - 1;
            if (left < 0 || inner.children[left].size() + inner.children[left + 1].size() > WIDTH - SPARSE) {
                return inner;
            }
            var merged = switch (inner.children[left]) {
                case Leaf a -> {
                    var b = (Leaf) inner.children[left + 1];
                    yield new Leaf(id, joined(a.entries, b.entries), a.live + b.live);
                }
                case Inner a -> {
                    var b = (Inner) inner.children[left + 1];
                    var keys = joined(a.keys, b.keys);
                    // The first key of an inner node is not kept up; its bound is the parent's.
                    keys[a.keys.length] = inner.keys[left + 1];
                    yield new Inner(id, keys, joined(a.children, b.children), a.live + b.live);
                }
            };
            inner.children[left] = merged;
            return inner(inner, without(inner.keys, left + 1), without(inner.children, left + 1), inner.live);
        }

        private Inner own(Inner old) {
            return old.edit == id ? old : new Inner(id, old.keys, old.children.clone(), old.live);
        }

        private Leaf leaf(Leaf old, Entry[] entries, long live) {
            if (old.edit != id) {
                return new Leaf(id, entries, live);
            }
            old.entries = entries;
            old.live = live;
            return old;
        }

        private static Inner inner(Inner own, Bytes[] keys, Node[] children, long live) {
            own.keys = keys;
            own.children = children;
            own.live = live;
            return own;
        }

        private static <T> T[] inserted(T[] array, int at, T element) {
            var grown = Arrays.copyOf(array, array.length + 1);
            System.arraycopy(array, at, grown, at + 1, array.length - at);
            grown[at] = element;
            return grown;
        }

        private static <T> T[] without(T[] array, int at) {
            var shrunk = Arrays.copyOf(array, array.length - 1);
            System.arraycopy(array, at + 1, shrunk, at, array.length - at - 1);
            return shrunk;
        }

        private static <T> T[] joined(T[] left, T[] right) {
            var both = Arrays.copyOf(left, left.length + right.length);
            System.arraycopy(right, 0, both, left.length, right.length);
            return both;
        }
    }
}
