package dev.mudi.api.cel.ast;

import dev.mudi.api.cel.value.Val;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node of an expression. Its id is that of its type, its reference and its place in the text. */
public sealed interface Expr {

    /** What the node is known by. */
    long id();

    /** A literal. */
    record Constant(long id, Val value) implements Expr {}

    /** A variable, or a type by its name. */
    record Ident(long id, String name) implements Expr {}

    /** A field, or with {@code testOnly} the question whether it is there ({@code has()}). */
    record Select(long id, Expr operand, String field, boolean testOnly) implements Expr {}

    /** A function or an operator; the target is what stands before the dot. */
    record Call(long id, Optional<Expr> target, String function, List<Expr> arguments) implements Expr {
        /** The target, if there is one, and the arguments. */
        public List<Expr> all() {
            if (target.isEmpty()) {
                return arguments;
            }
            var all = new ArrayList<Expr>(arguments.size() + 1);
            all.add(target.get());
            all.addAll(arguments);
            return all;
        }
    }

    /** A list. */
    record Items(long id, List<Item> items) implements Expr {}

    /** An item of a list; an optional one may be missing. */
    record Item(Expr value, boolean optional) {}

    /** A map. */
    record Entries(long id, List<Entry> entries) implements Expr {}

    /** An entry of a map; an optional one may be missing. */
    record Entry(Expr key, Expr value, boolean optional) {}

    /**
     * A loop, as macros make it.
     *
     * @param range what is gone through
     * @param variables the names of the item, or of index and item, or of key and value
     * @param accumulator the name of what is built up
     * @param init its first value
     * @param steps what is done with each item, and at the end
     */
    record Loop(long id, Expr range, List<String> variables, String accumulator, Expr init, Steps steps)
            implements Expr {}

    /** The steps of a loop: whether to go on, the accumulator's next value, the value of the whole. */
    record Steps(Expr condition, Expr next, Expr result) {}
}
