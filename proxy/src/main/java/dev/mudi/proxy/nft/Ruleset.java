package dev.mudi.proxy.nft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the kernel's table holds, as far as services go, and the way from there to what is wanted. Pure but for its memory;
 * for one thread.
 *
 * <p>Entries that several service ports need (a cluster IP, a hairpin) are counted, so that the last one to go removes
 * them. A transaction is as large as what changes in it.
 */
public final class Ruleset {
    private final String table;
    private final Map<String, ServiceRules> held = new HashMap<>();
    private final Map<ServiceRules.Element, Integer> uses = new HashMap<>();

    /** Nothing is held yet of the table, given as {@code ip kube-proxy}. */
    public Ruleset(String table) {
        this.table = table;
    }

    /**
     * The commands of a change, in the order in which the kernel takes them.
     *
     * @param apply commands of one atomic transaction
     * @param sweep commands that remove chains which nothing leads to any more; a transaction of its own, after the first,
     *     since a kernel may still hold the chain while the first is young
     */
    public record Change(List<String> apply, List<String> sweep) {
        /** Copies the lists. */
        public Change {
            apply = List.copyOf(apply);
            sweep = List.copyOf(sweep);
        }

        /** Whether there is nothing to do. */
        public boolean isEmpty() {
            return apply.isEmpty() && sweep.isEmpty();
        }
    }

    /**
     * Makes the change to these rules and takes it as done; when the kernel refuses it, call {@link #forget} and begin anew.
     *
     * @param wanted rules by the name of their service port; {@link ServiceRules#NONE} for a port that is gone
     */
    public Change update(Map<String, ServiceRules> wanted) {
        var declare = new ArrayList<String>();
        var fill = new ArrayList<String>();
        var sweep = new ArrayList<String>();
        var counts = new LinkedHashMap<ServiceRules.Element, Integer>();
        wanted.forEach((name, next) -> {
            var now = held.getOrDefault(name, ServiceRules.NONE);
            if (now.equals(next)) {
                return;
            }
            declare(now, next, declare, fill, sweep);
            now.elements().forEach(element -> counts.merge(element, -1, Integer::sum));
            next.elements().forEach(element -> counts.merge(element, 1, Integer::sum));
            if (next.equals(ServiceRules.NONE)) {
                held.remove(name);
            } else {
                held.put(name, next);
            }
        });
        var removed = new ArrayList<String>();
        var added = new ArrayList<String>();
        counts.forEach((element, difference) -> count(element, difference, removed, added));
        declare.addAll(fill);
        declare.addAll(removed);
        declare.addAll(added);
        return new Change(declare, sweep);
    }

    /** Nothing is held any more: the table was made anew. */
    public void forget() {
        held.clear();
        uses.clear();
    }

    /** How many service ports have rules. */
    public int size() {
        return held.size();
    }

    private void declare(
            ServiceRules now, ServiceRules next, List<String> declare, List<String> fill, List<String> sweep) {
        next.sets().forEach((name, declaration) -> {
            if (!now.sets().containsKey(name)) {
                declare.add("add set " + table + " " + name + " { " + declaration + " }");
            }
        });
        next.chains().forEach((name, rules) -> {
            if (rules.equals(now.chains().get(name))) {
                return;
            }
            declare.add("add chain " + table + " " + name);
            fill.add("flush chain " + table + " " + name);
            rules.forEach(rule -> fill.add("add rule " + table + " " + name + " " + rule));
        });
        var gone = new ArrayList<>(now.chains().keySet());
        gone.removeAll(next.chains().keySet());
        for (var name : gone.reversed()) {
            fill.add("flush chain " + table + " " + name);
            sweep.add("delete chain " + table + " " + name);
        }
        for (var name : now.sets().keySet()) {
            if (!next.sets().containsKey(name)) {
                sweep.add("delete set " + table + " " + name);
            }
        }
    }

    private void count(ServiceRules.Element element, int difference, List<String> removed, List<String> added) {
        int before = uses.getOrDefault(element, 0);
        int after = before + difference;
        if (before == 0 && after > 0) {
            added.add("add element " + table + " " + element.set() + " { " + element + " }");
        } else if (before > 0 && after == 0) {
            removed.add("delete element " + table + " " + element.set() + " { " + element.key() + " }");
        }
        if (after == 0) {
            uses.remove(element);
        } else {
            uses.put(element, after);
        }
    }
}
