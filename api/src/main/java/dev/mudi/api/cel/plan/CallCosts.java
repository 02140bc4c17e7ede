package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.library.FormatVal;
import dev.mudi.api.cel.value.BytesVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.OpaqueVal;
import dev.mudi.api.cel.value.OptionalVal;
import dev.mudi.api.cel.value.Sizes;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import java.util.Set;

/**
 * What calls cost when they are made (apiserver, cel/library/cost; cel-go, interpreter/runtimecost and ext/lists, ext/sets). Pure.
 */
final class CallCosts {
    private static final double TRAVERSAL = 0.1;
    private static final double REGEX = 0.25;
    private static final int LIST = 10;
    private static final int STRUCT = 40;
    private static final long CHECK = 350_000;
    private static final Set<String> TRAVERSED_TEXTS = Set.of(
            "starts_with_string",
            "ends_with_string",
            "string_to_bytes",
            "bytes_to_string",
            "strings_quote",
            "string_format");
    private static final Set<String> COMPARED = Set.of(
            "less_string",
            "greater_string",
            "less_equals_string",
            "greater_equals_string",
            "less_bytes",
            "greater_bytes",
            "less_equals_bytes",
            "greater_equals_bytes",
            "equals",
            "not_equals");

    private CallCosts() {}

    static long of(String function, String overload, Val[] arguments, Val result, long limit) {
        long special = ofExtension(overload, arguments, result);
        if (special < 0) {
            special = ofKubernetes(function, overload, arguments, result, limit);
        }
        return special < 0 ? ofLanguage(overload, arguments) : special;
    }

    private static long traversal(double size) {
        return (long) Math.ceil(size * TRAVERSAL);
    }

    private static long size(Val value) {
        return value instanceof OptionalVal ? 1 : Sizes.of(value);
    }

    private static long traversal(Val value) {
        return traversal((double) size(value));
    }

    private static long pattern(long size) {
        return (long) Math.ceil((double) size * REGEX);
    }

    private static long ofExtension(String overload, Val[] arguments, Val result) {
        return switch (overload) {
            case "list_sets_contains_list", "list_sets_intersects_list" -> 1 + product(arguments, 1);
            case "list_sets_equivalent_list" -> 1 + product(arguments, 2);
            case "list_slice", "lists_range", "list_reverse" -> 1 + LIST + size(result);
            case "list_flatten", "list_flatten_int" -> {
                double depth = arguments.length == 2 && arguments[1] instanceof IntVal(var given) ? given : 1;
                yield 1 + LIST + (long) (size(arguments[0]) * depth);
            }
            case "list_distinct" -> selfCompared(arguments[0]);
            default -> {
                if (overload.endsWith("_sort") && overload.startsWith("list_")) {
                    yield selfCompared(arguments[0]);
                }
                yield overload.endsWith("_sortByAssociatedKeys") ? selfCompared(arguments[1]) : -1;
            }
        };
    }

    private static long product(Val[] arguments, double factor) {
        return (long) ((double) size(arguments[0]) * size(arguments[1]) * factor);
    }

    private static long selfCompared(Val value) {
        long size = size(value);
        boolean texts = value instanceof ListVal list
                && size > 0
                && (list.get(0) instanceof StringVal || list.get(0) instanceof BytesVal);
        double factor = texts ? 2 + TRAVERSAL : 2;
        return (long) ((double) size * size * factor) + 1 + LIST;
    }

    private static long ofKubernetes(String function, String overload, Val[] arguments, Val result, long limit) {
        return switch (function) {
            case "check" -> CHECK;
            case "fieldSelector", "labelSelector" -> arguments.length < 2 ? -1 : selector(size(arguments[1]));
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> Sizes.traversal(arguments[0], limit);
            case "url",
                    "lowerAscii",
                    "upperAscii",
                    "substring",
                    "trim",
                    "cidr",
                    "isIP",
                    "isCIDR",
                    "quantity",
                    "isQuantity",
                    "semver",
                    "isSemver" -> traversal(arguments[0]);
            case "ip" -> overload.equals("cidr_ip") ? 1 : traversal(arguments[0]);
            case "replace", "split", "ip.isCanonical" -> traversal(size(arguments[0]) * 2.0);
            case "join" -> traversal(size(result) * 2.0);
            case "find", "findAll" ->
                arguments.length < 2 ? -1 : traversal(1.0 + size(arguments[0])) * pattern(size(arguments[1]));
            case "containsIP" -> {
                long cost = traversal(size(arguments[0]) * 2.0);
                yield overload.equals("cidr_contains_ip_string") ? cost + traversal(arguments[1]) : cost;
            }
            case "containsCIDR" -> {
                long cost = traversal(size(arguments[0]) * 2.0) + traversal(arguments[0]) + 1;
                yield overload.equals("cidr_contains_cidr_string") ? cost + traversal(arguments[1]) : cost;
            }
            case "validate" ->
                arguments[0] instanceof FormatVal format
                        ? traversal(1.0 + size(arguments[1])) * pattern(format.patternSize())
                        : -1;
            case "_==_" -> arguments[0] instanceof OpaqueVal ? 1 : -1;
            default -> -1;
        };
    }

    private static long selector(long length) {
        long requirements = (long) Math.ceil((double) length * 0.5);
        return LIST + traversal((double) length) + requirements * (LIST + STRUCT);
    }

    private static long ofLanguage(String overload, Val[] arguments) {
        if (TRAVERSED_TEXTS.contains(overload)) {
            return traversal((double) Sizes.of(arguments[0]));
        }
        if (COMPARED.contains(overload)) {
            return traversal((double) Math.min(Sizes.of(arguments[0]), Sizes.of(arguments[1])));
        }
        return switch (overload) {
            case "in_list" -> Sizes.of(arguments[1]);
            case "add_string", "add_bytes" -> traversal((double) Sizes.of(arguments[0]) + Sizes.of(arguments[1]));
            case "matches_string" -> traversal(1.0 + Sizes.of(arguments[0])) * pattern(Sizes.of(arguments[1]));
            case "contains_string" ->
                traversal((double) Sizes.of(arguments[0])) * traversal((double) Sizes.of(arguments[1]));
            default -> 1;
        };
    }
}
