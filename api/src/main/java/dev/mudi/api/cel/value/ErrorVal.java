package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What came of an evaluation that failed. */
public record ErrorVal(String message) implements Val {
    private static final CelType TYPE = new CelType(CelType.Kind.OPAQUE, "error", List.of());

    /** Arguments that no function takes. */
    public static final ErrorVal NO_SUCH_OVERLOAD = new ErrorVal("no such overload");

    /** Arguments that a function does not take; an error among them goes before. */
    public static Val noSuchOverload(String function, Val... arguments) {
        for (var argument : arguments) {
            if (argument.isError()) {
                return argument;
            }
        }
        return new ErrorVal(Arrays.stream(arguments)
                .map(argument -> argument.type().name())
                .collect(Collectors.joining(", ", "no such overload: " + function + "(", ")")));
    }

    @Override
    public CelType type() {
        return TYPE;
    }
}
