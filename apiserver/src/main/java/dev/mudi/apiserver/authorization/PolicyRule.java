package dev.mudi.apiserver.authorization;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer.Attributes;
import java.util.ArrayList;
import java.util.List;

/**
 * One rule of a role (Kubernetes reference, rbac.authorization.k8s.io/v1 PolicyRule).
 *
 * @param verbs {@code *} for all
 * @param apiGroups {@code *} for all, the empty text for core
 * @param resources with subresource after a slash; {@code *} for all, {@code *}{@code /scale} for one subresource of all
 * @param resourceNames none for all
 * @param nonResourceUrls a final {@code *} stands for any rest
 */
record PolicyRule(
        List<String> verbs,
        List<String> apiGroups,
        List<String> resources,
        List<String> resourceNames,
        List<String> nonResourceUrls) {
    private static final String ALL = "*";

    /** Reads the rules of a role. */
    static List<PolicyRule> of(ArrayValue rules) {
        return rules.objects()
                .map(rule -> new PolicyRule(
                        texts(rule, "verbs"),
                        texts(rule, "apiGroups"),
                        texts(rule, "resources"),
                        texts(rule, "resourceNames"),
                        texts(rule, "nonResourceURLs")))
                .toList();
    }

    private static List<String> texts(ObjectValue rule, String name) {
        return rule.array(name).strings().toList();
    }

    /** Whether this allows it. */
    boolean allows(Attributes attributes) {
        if (!attributes.isResourceRequest()) {
            return verbMatches(attributes.verb()) && urlMatches(attributes.path());
        }
        var resource = attributes.resource();
        return verbMatches(attributes.verb())
                && (apiGroups.contains(ALL) || apiGroups.contains(resource.group()))
                && resourceMatches(resource.qualified(), resource.subresource())
                && (resourceNames.isEmpty() || resourceNames.contains(resource.name()));
    }

    private boolean verbMatches(String verb) {
        return verbs.contains(ALL) || verbs.contains(verb);
    }

    private boolean resourceMatches(String qualified, String subresource) {
        for (var allowed : resources) {
            if (allowed.equals(ALL) || allowed.equals(qualified)) {
                return true;
            }
            if (!subresource.isEmpty()
                    && allowed.startsWith("*/")
                    && allowed.substring(2).equals(subresource)) {
                return true;
            }
        }
        return false;
    }

    private boolean urlMatches(String path) {
        return nonResourceUrls.stream().anyMatch(allowed -> urlCovers(allowed, path));
    }

    private static boolean urlCovers(String allowed, String url) {
        return allowed.equals(ALL)
                || allowed.equals(url)
                || (allowed.endsWith(ALL) && url.startsWith(allowed.substring(0, allowed.length() - 1)));
    }

    /** This rule in pieces that name one thing each, so that several rules of another can cover it together. */
    List<PolicyRule> pieces() {
        var pieces = new ArrayList<PolicyRule>();
        for (var verb : verbs) {
            for (var group : apiGroups) {
                resources.forEach(resource -> addPieces(verb, group, resource, pieces));
            }
            for (var url : nonResourceUrls) {
                pieces.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url)));
            }
        }
        return pieces;
    }

    private void addPieces(String verb, String group, String resource, List<PolicyRule> pieces) {
        if (resourceNames.isEmpty()) {
            pieces.add(new PolicyRule(List.of(verb), List.of(group), List.of(resource), List.of(), List.of()));
        }
        for (var name : resourceNames) {
            pieces.add(new PolicyRule(List.of(verb), List.of(group), List.of(resource), List.of(name), List.of()));
        }
    }

    /** Whether this allows all that a piece allows. */
    boolean covers(PolicyRule piece) {
        boolean verbsCovered = verbs.contains(ALL) || verbs.containsAll(piece.verbs);
        if (!piece.nonResourceUrls.isEmpty()) {
            return verbsCovered
                    && piece.nonResourceUrls.stream()
                            .allMatch(url -> nonResourceUrls.stream().anyMatch(allowed -> urlCovers(allowed, url)));
        }
        return verbsCovered
                && (apiGroups.contains(ALL) || apiGroups.containsAll(piece.apiGroups))
                && piece.resources.stream().allMatch(this::coversResource)
                && (resourceNames.isEmpty()
                        || (!piece.resourceNames.isEmpty() && resourceNames.containsAll(piece.resourceNames)));
    }

    private boolean coversResource(String wanted) {
        int slash = wanted.indexOf('/');
        return resources.contains(ALL)
                || resources.contains(wanted)
                || (slash >= 0 && resources.contains(ALL + wanted.substring(slash)));
    }

    /** As upstream shows it: <code>{APIGroups:[""], Resources:["pods"], Verbs:["get"]}</code>. */
    String shown() {
        var parts = new ArrayList<String>();
        add(parts, "APIGroups", apiGroups);
        add(parts, "Resources", resources);
        add(parts, "NonResourceURLs", nonResourceUrls);
        add(parts, "ResourceNames", resourceNames);
        add(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void add(List<String> parts, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            parts.add(name + ":[\"" + String.join("\" \"", texts) + "\"]");
        }
    }
}
