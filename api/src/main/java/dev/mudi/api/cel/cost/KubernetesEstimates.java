package dev.mudi.api.cel.cost;

import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.IntVal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Calls that Kubernetes estimates itself (apiserver, cel/library/cost). For one source of sizes. */
final class KubernetesEstimates {
    private static final double TEXT = 0.1;
    private static final double REGEX = 0.25;
    private static final Range CHECK = Range.fixed(350_000);
    private static final Range ADDRESS = new Range(4, 16);
    private static final int LONGEST_FORMAT = 64;
    private static final int LONGEST_PATTERN = 128;
    private static final Set<String> NOMINAL = Set.of(
            "serviceAccount",
            "path",
            "group",
            "resource",
            "subresource",
            "namespace",
            "name",
            "allowed",
            "reason",
            "error",
            "errored",
            "masked",
            "prefixLength",
            "family",
            "isUnspecified",
            "isLoopback",
            "isLinkLocalMulticast",
            "isLinkLocalUnicast",
            "isGlobalUnicast",
            "format.named",
            "sign",
            "asInteger",
            "isInteger",
            "asApproximateFloat",
            "isGreaterThan",
            "isLessThan",
            "compareTo",
            "add",
            "sub",
            "major",
            "minor",
            "patch",
            "getScheme",
            "getHostname",
            "getHost",
            "getPort",
            "getEscapedPath",
            "getQuery");

    private final ExtensionEstimates sizes;

    KubernetesEstimates(ExtensionEstimates sizes) {
        this.sizes = sizes;
    }

    private Range size(Sized node) {
        return sizes.size(node);
    }

    Optional<CallEstimate> of(String function, String overload, Optional<Sized> target, List<Sized> arguments) {
        if (NOMINAL.contains(function)) {
            return Optional.of(CallEstimate.of(Range.ONE));
        }
        return switch (function) {
            case "check" -> Optional.of(CallEstimate.of(CHECK));
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> target.map(this::compared);
            case "lowerAscii", "upperAscii", "substring", "trim" ->
                target.map(text -> CallEstimate.of(size(text).times(TEXT), size(text)));
            case "replace" -> target.map(text -> replaced(size(text), size(arguments.get(0)), size(arguments.get(1))));
            case "split" -> target.map(text -> split(size(text), arguments));
            case "join" -> target.map(list -> joined(list, arguments));
            case "find", "findAll" ->
                target.map(text -> CallEstimate.of(
                        size(text)
                                .plus(Range.ONE)
                                .times(TEXT)
                                .times(size(arguments.getFirst()).times(REGEX)),
                        new Range(0, size(text).most())));
            case "_==_" -> arguments.size() == 2 ? equal(arguments.get(0), arguments.get(1)) : Optional.empty();
            default -> arguments.isEmpty() ? noArguments(overload) : ofFirst(function, overload, arguments.getFirst());
        };
    }

    private static Optional<CallEstimate> noArguments(String overload) {
        return overload.equals("cidr_ip") ? Optional.of(CallEstimate.of(Range.ONE)) : Optional.empty();
    }

    private Optional<CallEstimate> ofFirst(String function, String overload, Sized first) {
        var size = size(first);
        return switch (function) {
            case "url" -> Optional.of(CallEstimate.of(size.times(TEXT), size));
            case "fieldSelector", "labelSelector" -> Optional.of(CallEstimate.of(selector(size)));
            case "cidr", "isIP", "isCIDR", "ip", "quantity", "isQuantity", "semver", "isSemver" ->
                Optional.of(CallEstimate.of(size.times(TEXT)));
            case "ip.isCanonical" -> Optional.of(CallEstimate.of(size.times(2 * TEXT)));
            case "containsIP" -> {
                var cost = ADDRESS.plus(ADDRESS).times(TEXT);
                yield Optional.of(CallEstimate.of(
                        overload.equals("cidr_contains_ip_string") ? cost.plus(size.times(TEXT)) : cost));
            }
            case "containsCIDR" -> {
                var cost = ADDRESS.plus(ADDRESS)
                        .times(TEXT)
                        .plus(ADDRESS.times(TEXT))
                        .plus(Range.ONE);
                yield Optional.of(CallEstimate.of(
                        overload.equals("cidr_contains_cidr_string") ? cost.plus(size.times(TEXT)) : cost));
            }
            case "validate" -> Optional.of(CallEstimate.of(size.times(TEXT).times(LONGEST_PATTERN * REGEX)));
            default -> Optional.empty();
        };
    }

    private static Range selector(Range length) {
        return Range.fixed(10).plus(length.times(TEXT)).plus(length.times(0.5).times(50.0));
    }

    /** The items of a list as a node, if it is one. */
    private static Optional<Sized> items(Sized list) {
        if (list.type().parameters().isEmpty()) {
            return Optional.empty();
        }
        var path = new ArrayList<>(list.path());
        if (!path.isEmpty()) {
            path.add("@items");
        }
        return Optional.of(new Sized(path, list.type().parameters().getFirst(), Optional.empty(), Optional.empty()));
    }

    private CallEstimate compared(Sized target) {
        var items = items(target);
        if (items.isEmpty()) {
            return CallEstimate.of(size(target).times(TEXT));
        }
        var kind = items.get().type().kind();
        boolean texts = kind == CelType.Kind.STRING || kind == CelType.Kind.BYTES;
        var each = texts ? Range.ONE.plus(size(items.get()).times(TEXT)) : Range.ONE;
        return CallEstimate.of(size(target).times(each));
    }

    private static CallEstimate replaced(Range text, Range old, Range with) {
        long most;
        long keptMost = 0;
        if (old.least() == 0) {
            most = Range.plus(text.most(), 1);
            keptMost = text.most();
        } else if (Long.compareUnsigned(with.most(), old.least()) <= 0) {
            most = 0;
            keptMost = text.most();
        } else {
            most = quotient(text.most(), old.least());
        }
        long least;
        long keptLeast = 0;
        if (old.most() == 0) {
            least = Range.plus(text.least(), 1);
            keptLeast = text.least();
        } else if (Long.compareUnsigned(old.most(), with.least()) <= 0) {
            least = 0;
            keptLeast = text.least();
        } else {
            least = quotient(text.least(), old.most());
        }
        var size = new Range(least, most).times(with).plus(new Range(keptLeast, keptMost));
        return CallEstimate.of(text.times(2 * TEXT), size);
    }

    private static long quotient(long number, long by) {
        double quotient = Math.ceil(Range.toDouble(number) / Range.toDouble(by));
        return quotient >= 0x1p64 ? Range.UNBOUNDED : Range.ofDouble(quotient);
    }

    private static CallEstimate split(Range text, List<Sized> arguments) {
        long most = text.most();
        if (arguments.size() > 1
                && arguments.get(1).expr().orElse(null) instanceof Expr.Constant(var id, IntVal(var number))) {
            most = number;
        }
        return CallEstimate.of(text.times(2 * TEXT), new Range(0, most));
    }

    private CallEstimate joined(Sized list, List<Sized> arguments) {
        var length = size(list);
        var size = items(list).map(items -> length.times(size(items))).orElse(Range.ZERO);
        if (!arguments.isEmpty()) {
            var separators =
                    new Range(length.least() == 0 ? 0 : length.least() - 1, length.most() == 0 ? 0 : length.most() - 1);
            size = size.plus(size(arguments.getFirst()).times(separators));
        }
        return CallEstimate.of(size.times(TEXT), size);
    }

    private static Optional<CallEstimate> equal(Sized left, Sized right) {
        var type = left.type();
        if (!type.equals(right.type())) {
            return Optional.empty();
        }
        if (type.equals(CelType.IP)
                || type.equals(CelType.CIDR)
                || type.equals(CelType.QUANTITY)
                || type.equals(CelType.SEMVER)) {
            return Optional.of(CallEstimate.of(Range.ONE));
        }
        if (type.equals(CelType.FORMAT)) {
            return Optional.of(CallEstimate.of(new Range(1, LONGEST_FORMAT).times(TEXT)));
        }
        if (type.equals(CelType.URL)) {
            long most = right.size().map(Range::most).orElse(1L);
            return Optional.of(CallEstimate.of(new Range(1, most).times(TEXT)));
        }
        return Optional.empty();
    }
}
