package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.Conversions;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.TypeVal;
import dev.mudi.api.cel.value.Val;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code int() string() dyn() type()} and the other functions that are named like types. Pure. */
final class ConversionFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    private static final Map<CelType, Set<CelType>> FROM = Map.of(
            CelType.BOOL, Set.of(CelType.BOOL, CelType.STRING),
            CelType.BYTES, Set.of(CelType.BYTES, CelType.STRING),
            CelType.DOUBLE, Set.of(CelType.DOUBLE, CelType.INT, CelType.UINT, CelType.STRING),
            CelType.DURATION, Set.of(CelType.DURATION, CelType.INT, CelType.STRING),
            CelType.INT,
                    Set.of(
                            CelType.INT,
                            CelType.UINT,
                            CelType.DOUBLE,
                            CelType.STRING,
                            CelType.DURATION,
                            CelType.TIMESTAMP),
            CelType.STRING,
                    Set.of(
                            CelType.STRING,
                            CelType.BOOL,
                            CelType.BYTES,
                            CelType.DOUBLE,
                            CelType.DURATION,
                            CelType.INT,
                            CelType.TIMESTAMP,
                            CelType.UINT),
            CelType.TIMESTAMP, Set.of(CelType.TIMESTAMP, CelType.INT, CelType.STRING),
            CelType.UINT, Set.of(CelType.UINT, CelType.INT, CelType.DOUBLE, CelType.STRING));

    static {
        FROM.keySet().forEach(type -> {
            var name = type == CelType.DURATION ? "duration" : type == CelType.TIMESTAMP ? "timestamp" : type.name();
            FUNCTIONS.put(name, one -> convert(name, one[0], type));
        });
        FUNCTIONS.put("dyn", one -> one[0]);
        FUNCTIONS.put("type", one -> new TypeVal(one[0].type()));
    }

    private ConversionFunctions() {}

    private static Val convert(String name, Val value, CelType to) {
        if (to == CelType.STRING && (value instanceof IpVal || value instanceof CidrVal)) {
            return new StringVal(value.toString());
        }
        if (!FROM.getOrDefault(to, Set.of()).contains(value.type())) {
            return ErrorVal.noSuchOverload(name, value);
        }
        return Conversions.convert(value, to);
    }
}
