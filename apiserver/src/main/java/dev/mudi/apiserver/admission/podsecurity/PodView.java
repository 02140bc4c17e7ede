package dev.mudi.apiserver.admission.podsecurity;

import dev.mudi.api.tree.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A pod, or the template of one, as the checks look at it.
 *
 * @param metadata its annotations matter
 * @param spec what it is to do
 */
public record PodView(ObjectValue metadata, ObjectValue spec) {
    /** A pod, or a template of one. */
    public static PodView of(ObjectValue pod) {
        return new PodView(pod.object("metadata"), pod.object("spec"));
    }

    Stream<ObjectValue> containers() {
        return Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(list -> spec.array(list).objects());
    }

    /** The names of the containers of which this holds. */
    List<String> containersWhere(Predicate<ObjectValue> condition) {
        return containers()
                .filter(condition)
                .map(container -> container.string("name"))
                .toList();
    }

    /** The names of the containers whose security context is so. */
    List<String> securedContainersWhere(Predicate<ObjectValue> condition) {
        return containersWhere(container -> condition.test(container.object("securityContext")));
    }

    /** {@code pod} if its security context is so, and the containers whose is. */
    List<String> setters(Predicate<ObjectValue> condition) {
        var setters = new ArrayList<String>();
        if (condition.test(spec.object("securityContext"))) {
            setters.add("pod");
        }
        var containers = securedContainersWhere(condition);
        if (!containers.isEmpty()) {
            setters.add(named(containers));
        }
        return setters;
    }

    boolean isWindows() {
        return spec.object("os").string("name").equals("windows");
    }

    /** Whether the pod has users of its own, so that root in it is nobody outside. */
    boolean hasOwnUsers() {
        return spec.has("hostUsers") && !spec.bool("hostUsers");
    }

    /** {@code container "a"} or {@code containers "a", "b"}. */
    static String named(Collection<String> containers) {
        return plural("container", containers.size()) + " " + quoted(containers);
    }

    static String plural(String word, int count) {
        return count == 1 ? word : word + "s";
    }

    /** A verb's form for so many subjects. */
    static String uses(int count) {
        return count == 1 ? "uses" : "use";
    }

    static String quoted(Collection<String> items) {
        return items.isEmpty() ? "" : "\"" + String.join("\", \"", items) + "\"";
    }
}
