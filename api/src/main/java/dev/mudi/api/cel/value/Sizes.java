package dev.mudi.api.cel.value;

import java.nio.charset.StandardCharsets;

/** How large values are where costs are counted (cel-go, interpreter/runtimecost). Pure. */
public final class Sizes {
    private static final double TRAVERSAL = 0.1;

    private Sizes() {}

    /** What {@code size()} would say; 1 of what has no size. */
    public static long of(Val value) {
        return switch (value) {
            case StringVal text -> text.length();
            case BytesVal(var bytes) -> bytes.length;
            case ListVal list -> list.size();
            case MapVal map -> map.size();
            case OptionalVal(var held) -> held == null ? 1 : of(held);
            case OpaqueVal opaque -> opaque.size();
            default -> 1;
        };
    }

    /** What it costs to go through a value and all that is in it, up to a limit that it stops at. */
    public static long traversal(Val value, long limit) {
        return switch (value) {
            case StringVal(var text) -> (long) (text.getBytes(StandardCharsets.UTF_8).length * TRAVERSAL);
            case BytesVal(var bytes) -> (long) (bytes.length * TRAVERSAL);
            case ListVal list -> {
                long cost = 0;
                for (long i = 0; i < list.size() && cost <= limit; i++) {
                    cost += traversal(list.get(i), limit);
                }
                yield cost;
            }
            case MapVal map -> {
                long cost = 0;
                for (var key : map.keys()) {
                    var entry = map.find(key);
                    cost += traversal(key, limit) + (entry == null ? 1 : traversal(entry, limit));
                    if (cost > limit) {
                        yield cost;
                    }
                }
                yield cost;
            }
            default -> 1;
        };
    }
}
