package dev.mudi.api.kinds.core;

import dev.mudi.api.quantity.ResourceList;
import dev.mudi.api.quota.PodRequirements;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.Amount;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Rules for what containers and pods ask for, and for the names of resources (Kubernetes reference, ResourceRequirements). Stateless. */
public final class ResourceValidation {
    static final Set<String> STANDARD = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "storage",
            "requests.storage",
            "services.nodeports",
            "services.loadbalancers");
    private static final Set<String> CONTAINER = Set.of("cpu", "memory", "ephemeral-storage");
    private static final Set<String> INTEGERS = Set.of(
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");
    private static final String HUGE_PAGES = "hugepages-";
    private static final BigDecimal ONE = BigDecimal.ONE;

    private ResourceValidation() {}

    /** Checks what a container asks for. */
    static void container(At resources, Set<String> claims) {
        validate(resources, ResourceValidation::containerName, claims);
    }

    /** Checks the overhead that a runtime adds to a pod. */
    public static void overhead(At overhead) {
        var wrapped = At.of(ObjectValue.of("limits", overhead.value()), overhead.path(), overhead.errors());
        validate(wrapped, ResourceValidation::containerName, Set.of());
    }

    /** Checks what a pod asks for as a whole. */
    static void pod(At resources, At spec, Set<String> claims) {
        if (!resources.isSet()) {
            return;
        }
        if (spec.at("os", "name").is("windows")) {
            resources.forbidden("may not be set for a windows pod");
            return;
        }
        if (resources.at("claims").isSet()) {
            resources.at("claims").forbidden("claims may not be set for Resources at pod-level");
        }
        validate(resources, ResourceValidation::podName, claims);
        aggregate(resources, spec);
        for (var container : spec.at("containers").items()) {
            var limits = container.at("resources", "limits");
            for (var name : limits.object().names()) {
                var most = resources.at("limits").entry(name);
                if (most.isSet() && exceeds(limits.entry(name).value(), most.value())) {
                    resources
                            .at("containers")
                            .at(limitPath(container))
                            .entry(name)
                            .at("limits")
                            .invalid(
                                    text(limits.entry(name)),
                                    "must be less than or equal to pod limits of " + text(most));
                }
            }
        }
    }

    private static String limitPath(At container) {
        var path = container.path().toString();
        return path.substring(path.lastIndexOf('['));
    }

    private static void aggregate(At resources, At spec) {
        var containers = PodRequirements.ofSpec(ObjectValue.of("spec", spec.value()));
        atLeast(resources.at("requests"), containers.requestsOfContainers(), "requests", name -> true);
        atLeast(resources.at("limits"), containers.limitsOfContainers(), "limits", ResourceValidation::isHugePages);
    }

    private static void atLeast(At amounts, ResourceList together, String what, Predicate<String> counts) {
        for (var name : new TreeSet<>(together.names())) {
            var amount = amounts.entry(name);
            var least = together.amount(name);
            if (counts.test(name) && amount.isSet() && least.amount().compareTo(Amount.orZero(amount.value())) > 0) {
                amount.invalid(
                        text(amount), "must be greater than or equal to aggregate container " + what + " of " + least);
            }
        }
    }

    private static void validate(At resources, Consumer<At> nameRule, Set<String> claims) {
        var limits = resources.at("limits");
        var requests = resources.at("requests");
        for (var name : limits.object().names()) {
            quantity(limits.entry(name), name, nameRule);
        }
        for (var name : requests.object().names()) {
            quantity(requests.entry(name), name, nameRule);
            against(requests, limits, name);
        }
        var all = new HashSet<>(limits.object().names());
        all.addAll(requests.object().names());
        if (all.stream().anyMatch(ResourceValidation::isHugePages) && !all.contains("cpu") && !all.contains("memory")) {
            resources.forbidden("HugePages require cpu or memory");
        }
        claims(resources.at("claims"), claims);
    }

    private static void quantity(At quantity, String name, Consumer<At> nameRule) {
        nameRule.accept(quantity.holding(Value.of(name)));
        value(quantity, name);
        if (isHugePages(name)) {
            var size = Amount.of(name.substring(HUGE_PAGES.length()));
            boolean divisible = size.isPresent()
                    && size.get().signum() > 0
                    && size.get().remainder(ONE).signum() == 0
                    && Amount.orZero(quantity.value()).remainder(size.get()).signum() == 0;
            if (!divisible) {
                quantity.invalid(text(quantity), text(quantity) + " is not positive integer multiple of " + name);
            }
        }
    }

    private static void against(At requests, At limits, String name) {
        var request = requests.entry(name);
        var limit = limits.entry(name);
        boolean overcommits = isNative(name) && !isHugePages(name);
        if (!limit.isSet()) {
            if (!overcommits) {
                limits.required("Limit must be set for non overcommitable resources");
            }
        } else if (!overcommits && !equal(request.value(), limit.value())) {
            requests.invalid(text(request), "must be equal to " + name + " limit of " + text(limit));
        } else if (exceeds(request.value(), limit.value())) {
            requests.invalid(text(request), "must be less than or equal to " + name + " limit of " + text(limit));
        }
    }

    /** Checks that a quantity is not negative, and whole where only that makes sense. */
    public static void value(At quantity, String resource) {
        mustNotBeNegative(quantity);
        boolean whole = INTEGERS.contains(resource) || isExtended(resource);
        if (whole && Amount.orZero(quantity.value()).remainder(ONE).signum() != 0) {
            quantity.invalid("must be an integer");
        }
    }

    /** Checks that a quantity is not negative. */
    public static void mustNotBeNegative(At quantity) {
        if (Amount.orZero(quantity.value()).signum() < 0) {
            quantity.invalid(text(quantity), "must be greater than or equal to 0");
        }
    }

    /** A quantity as it is shown: its text. */
    static String text(At quantity) {
        return quantity.isText() ? quantity.text() : Long.toString(quantity.number());
    }

    private static boolean exceeds(Value quantity, Value limit) {
        return Amount.orZero(quantity).compareTo(Amount.orZero(limit)) > 0;
    }

    private static boolean equal(Value quantity, Value limit) {
        return Amount.orZero(quantity).compareTo(Amount.orZero(limit)) == 0;
    }

    /** Checks the name of a resource of any kind; tells whether it is good. */
    static boolean name(At name) {
        if (!name.mustBe(Syntax.QUALIFIED_NAME)) {
            return false;
        }
        var text = name.text();
        boolean known = text.contains("/")
                || STANDARD.contains(text)
                || isHugePages(text)
                || text.startsWith("requests." + HUGE_PAGES);
        if (!known) {
            name.invalid("must be a standard resource type or fully qualified");
        }
        return known;
    }

    /** Checks the name of a resource that a container may ask for. */
    public static void containerName(At name) {
        name(name);
        var text = name.text();
        if (text.indexOf('/') < 0) {
            if (!CONTAINER.contains(text) && !isHugePages(text)) {
                name.invalid("must be a standard resource for containers");
            }
        } else if (!isNative(text) && !isExtended(text)) {
            name.invalid("doesn't follow extended resource name standard");
        }
    }

    private static void podName(At name) {
        if (name(name) && !PodResources.isPodLevel(name.text())) {
            name.notSupported(new TreeSet<>(Set.of("cpu", HUGE_PAGES, "memory")));
        }
    }

    static boolean isHugePages(String resource) {
        return resource.startsWith(HUGE_PAGES);
    }

    /** Whether Kubernetes itself defines a resource. */
    static boolean isNative(String resource) {
        return !resource.contains("/") || resource.contains("kubernetes.io/");
    }

    /** Whether a resource is one that vendors add. */
    public static boolean isExtended(String resource) {
        return !isNative(resource)
                && !resource.startsWith("requests.")
                && Syntax.QUALIFIED_NAME.accepts("requests." + resource);
    }

    private static void claims(At claims, Set<String> known) {
        var names = new HashSet<String>();
        for (var item : claims.items()) {
            var name = item.at("name").text();
            var at = item.holding(Value.of(name));
            if (name.isEmpty()) {
                item.required();
                continue;
            }
            var request = item.at("request").text();
            if (names.contains(name)) {
                at.duplicate();
            } else {
                if (!request.isEmpty()) {
                    item.at("request").mustBe(Syntax.DNS_LABEL);
                }
                var key = request.isEmpty() ? name : name + "/" + request;
                if (names.contains(key)) {
                    item.holding(Value.of(key)).duplicate();
                } else if (request.isEmpty() && names.stream().anyMatch(other -> other.startsWith(name + "/"))) {
                    at.duplicate();
                }
                names.add(key);
            }
            if (!known.contains(name)) {
                at.notFound("must be one of the names in pod.spec.resourceClaims"
                        + (known.isEmpty() ? " which is empty" : ": " + String.join(", ", new TreeSet<>(known))));
            }
        }
    }
}
