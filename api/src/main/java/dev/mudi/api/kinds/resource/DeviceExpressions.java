package dev.mudi.api.kinds.resource;

import dev.mudi.api.cel.Environment;
import dev.mudi.api.cel.check.CompileException;
import dev.mudi.api.cel.check.Dialect;
import dev.mudi.api.cel.cost.Range;
import dev.mudi.api.cel.cost.SizeSource;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.FixedStruct;
import dev.mudi.api.validation.At;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the expressions that select devices: that they compile, and do not cost too much (dynamic-resource-allocation, cel). Stateless. */
final class DeviceExpressions {
    private static final long MOST_COST = 1_000_000;
    private static final long MOST_ATTRIBUTES = 32;
    private static final long LONGEST_DOMAIN = 63;
    private static final long LONGEST_NAME = 32;
    private static final long LONGEST_VALUE = 64;

    private static final FixedStruct DEVICE = new FixedStruct(
            "kubernetes.DRADevice",
            Map.of(
                    "driver",
                    CelType.STRING,
                    "attributes",
                    byDomain(CelType.ANY),
                    "capacity",
                    byDomain(CelType.QUANTITY),
                    "allowMultipleAllocations",
                    CelType.BOOL));
    private static final Environment ENVIRONMENT =
            new Environment(Map.of("device", DEVICE.type()), List.of(DEVICE), Dialect.DEVICES);
    private static final SizeSource SIZES = DeviceExpressions::size;

    private DeviceExpressions() {}

    private static CelType byDomain(CelType value) {
        return CelType.map(CelType.STRING, CelType.map(CelType.STRING, value));
    }

    static void check(At expression) {
        try {
            var compiled = ENVIRONMENT.compile(expression.text());
            var type = compiled.type();
            if (!type.equals(CelType.BOOL) && !type.equals(CelType.ANY)) {
                expression.invalid(expression.text(), "must evaluate to bool or the unknown type, not " + type);
            } else if (Long.compareUnsigned(compiled.cost(SIZES).most(), MOST_COST) > 0) {
                expression.forbidden("too complex, exceeds cost limit");
            }
        } catch (CompileException e) {
            expression.invalid(expression.text(), "compilation failed: " + e.complaints());
        }
    }

    /** How large the parts of a device can be. */
    private static Optional<Range> size(List<String> path) {
        if (path.size() < 2) {
            return Optional.of(new Range(0, 0));
        }
        boolean attributes = path.get(1).equals("attributes");
        if (!attributes && !path.get(1).equals("capacity")) {
            return path.size() > 2
                    ? Optional.empty()
                    : Optional.of(new Range(0, path.get(1).equals("driver") ? LONGEST_DOMAIN : 1));
        }
        boolean keys = path.getLast().equals("@keys");
        return switch (path.size() - 2) {
            case 0 -> Optional.of(new Range(0, MOST_ATTRIBUTES));
            case 1 -> Optional.of(new Range(0, keys ? LONGEST_DOMAIN : MOST_ATTRIBUTES));
            case 2 -> Optional.of(new Range(0, keys ? LONGEST_NAME : attributes ? LONGEST_VALUE : 0));
            default -> Optional.empty();
        };
    }
}
