package dev.mudi.apiserver.admission.podsecurity;

import dev.mudi.api.meta.ObjectMeta;
import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the pods that a namespace has already violate of a standard that is to be enforced from now on. Pure. */
public final class NamespacePods {
    /** So many pods are looked at, one of each controller before its others. */
    private static final int MOST = 3_000;

    private NamespacePods() {}

    /** The warnings, in upstream's words. */
    public static List<String> warnings(
            String namespace, List<ObjectValue> pods, Standard standard, Set<String> exemptClasses) {
        var ordered = ordered(pods, exemptClasses);
        var checked = ordered.subList(0, Math.min(MOST, ordered.size()));
        var byReason = new TreeMap<String, TreeSet<String>>();
        for (var pod : checked) {
            var violations = Standards.violations(standard, PodView.of(pod));
            if (!violations.isEmpty()) {
                byReason.computeIfAbsent(Violation.reasons(violations), reason -> new TreeSet<>())
                        .add(ObjectMeta.of(pod).name());
            }
        }
        var warnings = new ArrayList<String>();
        if (checked.size() < ordered.size()) {
            warnings.add("new PodSecurity enforce level only checked against the first " + checked.size() + " of "
                    + ordered.size() + " existing pods");
        }
        if (!byReason.isEmpty()) {
            warnings.add("existing pods in namespace \"" + namespace + "\" violate the new PodSecurity enforce level \""
                    + standard + "\"");
        }
        byReason.entrySet().stream()
                .map(entry -> shown(entry.getValue()) + ": " + entry.getKey())
                .sorted()
                .forEach(warnings::add);
        return warnings;
    }

    private static String shown(NavigableSet<String> pods) {
        int others = pods.size() - 1;
        return pods.first()
                + switch (others) {
                    case 0 -> "";
                    case 1 -> " (and 1 other pod)";
                    default -> " (and " + others + " other pods)";
                };
    }

    private static List<ObjectValue> ordered(List<ObjectValue> pods, Set<String> exemptClasses) {
        var first = new ArrayList<ObjectValue>();
        var alike = new ArrayList<ObjectValue>();
        var controllers = new HashSet<String>();
        for (var pod : pods) {
            if (!exemptClasses.contains(pod.object("spec").string("runtimeClassName"))) {
                var controller = ObjectMeta.of(pod).controller();
                boolean known = controller.isPresent()
                        && !controllers.add(controller.get().uid());
                (known ? alike : first).add(pod);
            }
        }
        first.addAll(alike);
        return first;
    }
}
