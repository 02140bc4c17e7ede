package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.ListVal;
import dev.mudi.api.cel.value.Val;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds what a function does by its name. */
public final class Functions {
    private static final Map<String, Function> ALL = new HashMap<>();

    static {
        ALL.putAll(Arithmetic.FUNCTIONS);
        ALL.putAll(Comparisons.FUNCTIONS);
        ALL.putAll(ConversionFunctions.FUNCTIONS);
        ALL.putAll(TimeFunctions.FUNCTIONS);
        ALL.putAll(OptionalFunctions.FUNCTIONS);
        ALL.putAll(StringFunctions.FUNCTIONS);
        ALL.putAll(RegexFunctions.FUNCTIONS);
        ALL.putAll(ListFunctions.FUNCTIONS);
        ALL.putAll(SortFunctions.FUNCTIONS);
        ALL.putAll(SetFunctions.FUNCTIONS);
        ALL.putAll(UrlFunctions.FUNCTIONS);
        ALL.putAll(NetworkFunctions.FUNCTIONS);
        ALL.putAll(QuantityFunctions.FUNCTIONS);
        ALL.putAll(VersionFunctions.FUNCTIONS);
        ALL.putAll(FormatFunctions.FUNCTIONS);
        ALL.put("indexOf", Functions::indexOf);
        ALL.put("lastIndexOf", Functions::lastIndexOf);
        ALL.put("compareTo", Functions::compareTo);
        ALL.put("isGreaterThan", Functions::isGreaterThan);
        ALL.put("isLessThan", Functions::isLessThan);
    }

    private Functions() {}

    /**
     * What a function does, if it is one.
     *
     * @param overload the way it is called, empty if that is not known
     */
    public static Optional<Function> find(String name, String overload) {
        return name.equals("sum") ? Optional.of(ListFunctions.sum(overload)) : Optional.ofNullable(ALL.get(name));
    }

    private static Val indexOf(Val... arguments) {
        return arguments[0] instanceof ListVal ? ListFunctions.indexOf(arguments) : StringFunctions.indexOf(arguments);
    }

    private static Val lastIndexOf(Val... arguments) {
        return arguments[0] instanceof ListVal
                ? ListFunctions.lastIndexOf(arguments)
                : StringFunctions.lastIndexOf(arguments);
    }

    private static Val compareTo(Val... arguments) {
        return arguments[0] instanceof QuantityVal
                ? QuantityFunctions.compareTo(arguments)
                : VersionFunctions.compareTo(arguments);
    }

    private static Val isGreaterThan(Val... arguments) {
        return arguments[0] instanceof QuantityVal
                ? QuantityFunctions.isGreaterThan(arguments)
                : VersionFunctions.isGreaterThan(arguments);
    }

    private static Val isLessThan(Val... arguments) {
        return arguments[0] instanceof QuantityVal
                ? QuantityFunctions.isLessThan(arguments)
                : VersionFunctions.isLessThan(arguments);
    }
}
