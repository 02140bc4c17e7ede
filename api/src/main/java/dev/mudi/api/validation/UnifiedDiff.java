package dev.mudi.api.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference of two texts by lines, with three lines around what differs, as upstream shows what may not have changed. Which
 * lines are seen as the same follows Python's difflib (Ratcliff and Obershelp), lines that stand very often in a long text aside.
 * For one pair of texts.
 */
final class UnifiedDiff {
    private static final int CONTEXT = 3;
    private static final int LONG_TEXT = 200;

    private final List<String> before;
    private final List<String> after;
    private final Map<String, List<Integer>> places = new HashMap<>();
    private final List<Same> same = new ArrayList<>();

    private UnifiedDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
        for (int i = 0; i < after.size(); i++) {
            places.computeIfAbsent(after.get(i), line -> new ArrayList<>()).add(i);
        }
        if (after.size() >= LONG_TEXT) {
            int often = after.size() / 100 + 1;
            places.values().removeIf(found -> found.size() > often);
        }
    }

    /** Lines that are the same: where they start before and after, and how many they are. */
    private record Same(int before, int after, int size) {}

    /** A stretch of lines before and those after in its place. */
    private record Stretch(boolean equal, int from, int to, int fromAfter, int toAfter) {
        Stretch end() {
            return new Stretch(true, Math.max(from, to - CONTEXT), to, Math.max(fromAfter, toAfter - CONTEXT), toAfter);
        }

        Stretch start() {
            return new Stretch(
                    true, from, Math.min(to, from + CONTEXT), fromAfter, Math.min(toAfter, fromAfter + CONTEXT));
        }
    }

    /** The difference; empty if there is none. */
    static String of(String before, String after) {
        var diff = new UnifiedDiff(before.lines().toList(), after.lines().toList());
        diff.match(0, diff.before.size(), 0, diff.after.size());
        var out = new StringBuilder();
        diff.groups().forEach(group -> diff.write(group, out));
        return out.toString();
    }

    private void match(int from, int to, int fromAfter, int toAfter) {
        var best = longest(from, to, fromAfter, toAfter);
        if (best.size == 0) {
            return;
        }
        if (from < best.before && fromAfter < best.after) {
            match(from, best.before, fromAfter, best.after);
        }
        same.add(best);
        int rest = best.before + best.size;
        int restAfter = best.after + best.size;
        if (rest < to && restAfter < toAfter) {
            match(rest, to, restAfter, toAfter);
        }
    }

    private Same longest(int from, int to, int fromAfter, int toAfter) {
        var best = new Same(from, fromAfter, 0);
        var lengths = new HashMap<Integer, Integer>();
        for (int i = from; i < to; i++) {
            var next = new HashMap<Integer, Integer>();
            for (int j : places.getOrDefault(before.get(i), List.of())) {
                if (j < fromAfter || j >= toAfter) {
                    continue;
                }
                int length = lengths.getOrDefault(j - 1, 0) + 1;
                next.put(j, length);
                best = length > best.size ? new Same(i - length + 1, j - length + 1, length) : best;
            }
            lengths = next;
        }
        return widened(best, from, to, fromAfter, toAfter);
    }

    private Same widened(Same found, int from, int to, int fromAfter, int toAfter) {
        int i = found.before;
        int j = found.after;
        int size = found.size;
        while (i > from && j > fromAfter && before.get(i - 1).equals(after.get(j - 1))) {
            i--;
            j--;
            size++;
        }
        while (i + size < to && j + size < toAfter && before.get(i + size).equals(after.get(j + size))) {
            size++;
        }
        return new Same(i, j, size);
    }

    private List<Stretch> stretches() {
        var stretches = new ArrayList<Stretch>();
        int i = 0;
        int j = 0;
        same.add(new Same(before.size(), after.size(), 0));
        for (int k = 0; k < same.size(); ) {
            var first = same.get(k);
            int size = first.size;
            for (k++; k < same.size() && follows(first, size, same.get(k)); k++) {
                size += same.get(k).size;
            }
            if (i < first.before || j < first.after) {
                stretches.add(new Stretch(false, i, first.before, j, first.after));
            }
            i = first.before + size;
            j = first.after + size;
            if (size > 0) {
                stretches.add(new Stretch(true, first.before, i, first.after, j));
            }
        }
        return stretches;
    }

    private static boolean follows(Same first, int size, Same next) {
        return next.size > 0 && first.before + size == next.before && first.after + size == next.after;
    }

    private List<List<Stretch>> groups() {
        var stretches = stretches();
        var groups = new ArrayList<List<Stretch>>();
        var group = new ArrayList<Stretch>();
        for (int i = 0; i < stretches.size(); i++) {
            var stretch = stretches.get(i);
            var shown = stretch.equal && i == 0 ? stretch.end() : stretch;
            shown = shown.equal && i == stretches.size() - 1 ? shown.start() : shown;
            if (shown.equal && shown.to - shown.from > 2 * CONTEXT) {
                group.add(shown.start());
                groups.add(group);
                group = new ArrayList<>();
                shown = shown.end();
            }
            group.add(shown);
        }
        groups.add(group);
        groups.removeIf(found -> found.stream().allMatch(Stretch::equal));
        return groups;
    }

    private void write(List<Stretch> group, StringBuilder out) {
        var first = group.getFirst();
        var last = group.getLast();
        out.append("@@ -").append(range(first.from, last.to)).append(" +");
        out.append(range(first.fromAfter, last.toAfter)).append(" @@\n");
        for (var stretch : group) {
            for (var line : before.subList(stretch.from, stretch.to)) {
                out.append(stretch.equal ? ' ' : '-').append(line).append('\n');
            }
            for (var line : stretch.equal ? List.<String>of() : after.subList(stretch.fromAfter, stretch.toAfter)) {
                out.append('+').append(line).append('\n');
            }
        }
    }

    private static String range(int from, int to) {
        int size = to - from;
        return size == 1 ? Integer.toString(from + 1) : (size == 0 ? from : from + 1) + "," + size;
    }
}
