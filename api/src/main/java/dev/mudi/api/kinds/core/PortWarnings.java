package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Warnings about ports of the containers of a pod that get into each other's way. Stateless. */
final class PortWarnings {
    private PortWarnings() {}

    static List<String> of(List<At> containers) {
        var warnings = new ArrayList<String>();
        var seen = new HashMap<String, List<At>>();
        for (var container : containers) {
            for (var port : container.at("ports").items()) {
                if (!port.at("hostIP").isEmpty() && port.at("hostPort").isEmpty()) {
                    warnings.add(port.path() + ": hostIP set without hostPort: " + shown(port));
                }
                var key = port.at("containerPort").number() + "/"
                        + port.at("protocol").text();
                var others = seen.computeIfAbsent(key, ignored -> new ArrayList<>());
                others.forEach(other -> clash(port, other, warnings));
                others.add(port);
            }
        }
        names(containers, warnings);
        return warnings;
    }

    private static void clash(At port, At other, List<String> warnings) {
        boolean sameHost = port.at("hostIP").is(other.at("hostIP").text());
        long mine = port.at("hostPort").number();
        long theirs = other.at("hostPort").number();
        boolean oneOpen = port.at("hostIP").isEmpty() != other.at("hostIP").isEmpty();
        if (sameHost && mine == theirs) {
            warnings.add(port.path() + ": duplicate port definition with " + other.path());
        } else if (mine == 0 || theirs == 0) {
            warnings.add(port.path() + ": overlapping port definition with " + other.path());
        } else if (mine == theirs && oneOpen) {
            warnings.add(port.path() + ": dangerously ambiguous port definition with " + other.path());
        }
    }

    private static void names(List<At> containers, List<String> warnings) {
        Map<String, String> known = new HashMap<>();
        for (var container : containers) {
            for (var port : container.at("ports").items()) {
                var name = port.at("name").text();
                var other = name.isEmpty()
                        ? null
                        : known.putIfAbsent(name, port.path().toString());
                if (other != null) {
                    warnings.add(port.path() + ": duplicate port name \"" + name + "\" with " + other
                            + ", services and probes that select ports by name will use " + other);
                }
            }
        }
    }

    /** A port as Go shows a structure. */
    private static String shown(At port) {
        return "{Name:" + port.at("name").text() + " HostPort:"
                + port.at("hostPort").number() + " ContainerPort:"
                + port.at("containerPort").number() + " Protocol:"
                + port.at("protocol").text() + " HostIP:"
                + port.at("hostIP").text() + "}";
    }
}
