package dev.mudi.api.quota;

import dev.mudi.api.quantity.Quantity;
import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.tree.ObjectValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Pods count by number and by what they ask for, until they have ended. */
public final class PodEvaluator implements QuotaEvaluator {
    static final PodEvaluator INSTANCE = new PodEvaluator();

    private static final String COUNT = "count/pods";
    private static final String REQUESTS = "requests.";
    private static final String LIMITS = "limits.";
    private static final String HUGE_PAGES = "hugepages-";
    private static final String DEVICE_CLASS = "requests.deviceclass.resource.kubernetes.io/";

    private static final List<String> COMPUTE = List.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> COUNTED = Set.of(
            COUNT,
            "pods",
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");

    /** A quota on one of these asks each container to say how much it needs. */
    private static final Set<String> DEMANDED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    private PodEvaluator() {}

    @Override
    public boolean counts(String name) {
        boolean requested = name.startsWith(REQUESTS);
        return COUNTED.contains(name)
                || name.startsWith(HUGE_PAGES)
                || name.startsWith(REQUESTS + HUGE_PAGES)
                || (requested && (!isNative(name) || name.startsWith(DEVICE_CLASS)));
    }

    private static boolean isNative(String name) {
        int slash = name.indexOf('/');
        return slash < 0 || isOfKubernetes(name.substring(0, slash));
    }

    private static boolean isOfKubernetes(String domain) {
        return domain.endsWith("kubernetes.io");
    }

    /** Whether a container can ask for this of a device plugin or a driver. */
    private static boolean isExtended(String name) {
        return (!isNative(name) && !name.startsWith(REQUESTS))
                || name.startsWith(DEVICE_CLASS.substring(REQUESTS.length()));
    }

    @Override
    public ResourceList usage(ObjectValue pod, Instant now) {
        var counted = new ResourceList(Map.of(COUNT, Quantity.of(1)));
        if (!isCharged(pod, now)) {
            return counted;
        }
        var requirements = PodRequirements.ofSpecAndStatus(pod);
        return counted.plus(usage(requirements.requests(), requirements.limits()));
    }

    /** Whether a pod still counts for more than its number: it has not ended, and is not past its grace period. */
    public static boolean isCharged(ObjectValue pod, Instant now) {
        var phase = pod.object("status").string("phase");
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return false;
        }
        var meta = pod.object("metadata");
        var deleted = meta.string("deletionTimestamp");
        if (deleted.isEmpty() || !meta.has("deletionGracePeriodSeconds")) {
            return true;
        }
        try {
            return !now.isAfter(Instant.parse(deleted).plusSeconds(meta.integer("deletionGracePeriodSeconds", 0)));
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    /** Whether a pod ends by itself at a time. */
    public static boolean isTerminating(ObjectValue pod) {
        return pod.object("spec").integer("activeDeadlineSeconds", -1) >= 0;
    }

    private static ResourceList usage(ResourceList requests, ResourceList limits) {
        var usage = new LinkedHashMap<String, Quantity>();
        usage.put("pods", Quantity.of(1));
        for (var name : COMPUTE) {
            if (requests.has(name)) {
                usage.put(name, requests.amount(name));
                usage.put(REQUESTS + name, requests.amount(name));
            }
            if (limits.has(name)) {
                usage.put(LIMITS + name, limits.amount(name));
            }
        }
        requests.amounts().forEach((name, amount) -> {
            if (name.startsWith(HUGE_PAGES)) {
                usage.put(name, amount);
                usage.put(REQUESTS + name, amount);
            } else if (isExtended(name)) {
                usage.put(REQUESTS + name, amount);
            }
        });
        return new ResourceList(usage);
    }

    @Override
    public boolean matches(QuotaScope scope, ObjectValue pod) {
        return switch (scope.name()) {
            case "Terminating" -> isTerminating(pod);
            case "NotTerminating" -> !isTerminating(pod);
            case "BestEffort" -> isBestEffort(pod);
            case "NotBestEffort" -> !isBestEffort(pod);
            case "PriorityClass" -> scope.selects(pod.object("spec").string("priorityClassName"));
            case "CrossNamespacePodAffinity" -> looksAcrossNamespaces(pod);
            default -> false;
        };
    }

    /** Nothing asks for, or limits, CPU or memory (Kubernetes reference, "Pod Quality of Service Classes"). */
    private static boolean isBestEffort(ObjectValue pod) {
        var quality = pod.object("status").string("qosClass");
        if (!quality.isEmpty()) {
            return quality.equals("BestEffort");
        }
        var spec = pod.object("spec");
        boolean asks = asksForCompute(spec.object("resources"));
        for (var list : new String[] {"containers", "initContainers"}) {
            asks = asks
                    || spec.array(list).objects().anyMatch(container -> asksForCompute(container.object("resources")));
        }
        return !asks;
    }

    private static boolean asksForCompute(ObjectValue resources) {
        var all = ResourceList.of(resources.object("requests")).max(ResourceList.of(resources.object("limits")));
        return all.amount("cpu").sign() > 0 || all.amount("memory").sign() > 0;
    }

    private static boolean looksAcrossNamespaces(ObjectValue pod) {
        var affinity = pod.object("spec").object("affinity");
        for (var side : new String[] {"podAffinity", "podAntiAffinity"}) {
            var terms = affinity.object(side);
            boolean crosses = terms.array("requiredDuringSchedulingIgnoredDuringExecution")
                            .objects()
                            .anyMatch(PodEvaluator::crosses)
                    || terms.array("preferredDuringSchedulingIgnoredDuringExecution")
                            .objects()
                            .anyMatch(term -> crosses(term.object("podAffinityTerm")));
            if (crosses) {
                return true;
            }
        }
        return false;
    }

    private static boolean crosses(ObjectValue term) {
        return !term.array("namespaces").isEmpty() || term.has("namespaceSelector");
    }

    @Override
    public String missing(Set<String> required, ObjectValue pod) {
        if (PodRequirements.isPodLevel(pod)) {
            return "";
        }
        var demanded = new TreeSet<>(required);
        demanded.retainAll(DEMANDED);
        var missing = new TreeMap<String, Set<String>>();
        for (var list : new String[] {"containers", "initContainers"}) {
            pod.object("spec").array(list).objects().forEach(container -> {
                var resources = container.object("resources");
                var said = usage(
                        ResourceList.of(resources.object("requests")), ResourceList.of(resources.object("limits")));
                demanded.stream()
                        .filter(name -> !said.has(name))
                        .forEach(name -> missing.computeIfAbsent(name, same -> new TreeSet<>())
                                .add(container.string("name")));
            });
        }
        return missing.isEmpty()
                ? ""
                : missing.entrySet().stream()
                        .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                        .collect(Collectors.joining("; ", "must specify ", ""));
    }
}
