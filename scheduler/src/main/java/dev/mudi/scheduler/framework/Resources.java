package dev.mudi.scheduler.framework;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Amounts of resources. Immutable.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param others whole units (bytes for huge pages) by resource name; never holds a zero
 */
public record Resources(long milliCpu, long memory, long ephemeralStorage, Map<String, Long> others) {
    /** Nothing. */
    public static final Resources NONE = new Resources(0, 0, 0, Map.of());

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    /** Copies the map. */
    public Resources {
        others = Map.copyOf(others);
    }

    /** Reads the API's quantities; fractions are rounded up. {@code pods} is not a resource here. */
    public static Resources of(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) {
            return NONE;
        }
        long cpu = 0;
        long memory = 0;
        long storage = 0;
        var others = new HashMap<String, Long>();
        for (var entry : quantities.entrySet()) {
            var amount = entry.getValue().getNumericalAmount();
            switch (entry.getKey()) {
                case "cpu" -> cpu = ceiling(amount.multiply(THOUSAND));
                case "memory" -> memory = ceiling(amount);
                case "ephemeral-storage" -> storage = ceiling(amount);
                case "pods" -> {}
                default -> {
                    if (amount.signum() != 0) {
                        others.put(entry.getKey(), ceiling(amount));
                    }
                }
            }
        }
        return new Resources(cpu, memory, storage, others);
    }

    private static long ceiling(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.CEILING).longValue();
    }

    /** The sum. */
    public Resources plus(Resources more) {
        return combine(more, Long::sum);
    }

    /** What is left. */
    public Resources minus(Resources less) {
        return combine(less, (a, b) -> a - b);
    }

    /** The larger amount of each resource. */
    public Resources max(Resources other) {
        return combine(other, Math::max);
    }

    private Resources combine(Resources other, LongBinaryOperator operator) {
        var all = others;
        if (!others.isEmpty() || !other.others.isEmpty()) {
            all = new HashMap<>();
            for (var name : others.keySet()) {
                all.put(name, operator.applyAsLong(others.get(name), other.others.getOrDefault(name, 0L)));
            }
            for (var name : other.others.keySet()) {
                if (!others.containsKey(name)) {
                    all.put(name, operator.applyAsLong(0, other.others.get(name)));
                }
            }
            all.values().removeIf(amount -> amount == 0);
        }
        return new Resources(
                operator.applyAsLong(milliCpu, other.milliCpu),
                operator.applyAsLong(memory, other.memory),
                operator.applyAsLong(ephemeralStorage, other.ephemeralStorage),
                all);
    }
}
