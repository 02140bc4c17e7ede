package dev.mudi.scheduler.core;

import dev.mudi.scheduler.framework.FilterPlugin;
import dev.mudi.scheduler.framework.NodeInfo;
import dev.mudi.scheduler.framework.PodInfo;
import dev.mudi.scheduler.framework.Profile;
import dev.mudi.scheduler.framework.ScorePlugin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Filters and scores nodes for one pod at a time (Kubernetes reference, "kube-scheduler"). Of a large cluster only part is
 * looked at, going round, so that every node gets its turn. For one thread.
 */
public final class SchedulingAlgorithm {
    private static final int ALWAYS_LOOKED_FOR = 100;
    private static final int LEAST_PERCENT = 5;

    private final Profile profile;
    private final RandomGenerator random;
    private int next;

    /** Decides by this profile; among equally good nodes by chance. */
    public SchedulingAlgorithm(Profile profile, RandomGenerator random) {
        this.profile = profile;
        this.random = random;
    }

    /** Decides for a pod among these nodes. */
    public Decision decide(PodInfo pod, List<NodeInfo> nodes) {
        if (nodes.isEmpty()) {
            return new Decision.Unschedulable("no nodes available to schedule pods", new HashSet<>());
        }
        var filters = profile.filters().stream()
                .filter(plugin -> plugin.concerns(pod))
                .toList();
        var feasible = new ArrayList<NodeInfo>();
        var reasons = new TreeMap<String, Integer>();
        var rejectedBy = new HashSet<String>();
        int wanted = enough(nodes.size());
        int evaluated = 0;
        int start = next % nodes.size();
        for (; evaluated < nodes.size() && feasible.size() < wanted; evaluated++) {
            var node = nodes.get((start + evaluated) % nodes.size());
            var rejection = firstRejection(filters, pod, node);
            if (rejection.isEmpty()) {
                feasible.add(node);
            }
            for (var rejected : rejection) {
                rejectedBy.add(rejected.plugin());
                rejected.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            }
        }
        next = (start + evaluated) % nodes.size();
        if (feasible.isEmpty()) {
            return new Decision.Unschedulable(message(nodes.size(), reasons), rejectedBy);
        }
        return new Decision.Placed(best(pod, feasible).name(), evaluated, feasible.size());
    }

    private static List<FilterPlugin.Rejection> firstRejection(List<FilterPlugin> filters, PodInfo pod, NodeInfo node) {
        for (var filter : filters) {
            var rejection = filter.filter(pod, node);
            if (rejection.isPresent()) {
                return List.of(rejection.get());
            }
        }
        return List.of();
    }

    /** How many fitting nodes are enough: all of a small cluster; of a large one between half and a twentieth, 100 at least. */
    static int enough(int nodes) {
        if (nodes < ALWAYS_LOOKED_FOR) {
            return nodes;
        }
        int percent = Math.max(LEAST_PERCENT, 50 - nodes / 125);
        return Math.max(ALWAYS_LOOKED_FOR, nodes * percent / 100);
    }

    private static String message(int nodes, Map<String, Integer> reasons) {
        return "0/" + nodes + " nodes are available: "
                + reasons.entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey())
                        .sorted()
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private NodeInfo best(PodInfo pod, List<NodeInfo> feasible) {
        if (feasible.size() == 1) {
            return feasible.getFirst();
        }
        var totals = new long[feasible.size()];
        for (var weighted : profile.scores()) {
            if (weighted.plugin().concerns(pod)) {
                addScores(weighted, pod, feasible, totals);
            }
        }
        int best = 0;
        int equals = 1;
        for (int i = 1; i < totals.length; i++) {
            if (totals[i] > totals[best]) {
                best = i;
                equals = 1;
            } else if (totals[i] == totals[best] && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return feasible.get(best);
    }

    private static void addScores(Profile.WeightedScore weighted, PodInfo pod, List<NodeInfo> feasible, long[] totals) {
        var scores = new long[totals.length];
        long highest = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = weighted.plugin().score(pod, feasible.get(i));
            highest = Math.max(highest, scores[i]);
        }
        for (int i = 0; i < scores.length; i++) {
            long score = switch (weighted.plugin().normalise()) {
                case NONE -> scores[i];
                case HIGHEST_IS_BEST -> highest == 0 ? 0 : ScorePlugin.MAX * scores[i] / highest;
                case LOWEST_IS_BEST ->
                    highest == 0 ? ScorePlugin.MAX : ScorePlugin.MAX - ScorePlugin.MAX * scores[i] / highest;
            };
            totals[i] += score * weighted.weight();
        }
    }
}
