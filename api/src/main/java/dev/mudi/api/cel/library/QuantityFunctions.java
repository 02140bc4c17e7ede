package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.DoubleVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.quantity.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;

/** Functions of quantities (Kubernetes documentation, "Kubernetes quantity library"). Pure. */
final class QuantityFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    /** A number with more digits could take long to compute with. */
    private static final int LONGEST = 1024;

    static {
        FUNCTIONS.put("quantity", QuantityFunctions::parse);
        FUNCTIONS.put(
                "isQuantity",
                one -> one[0] instanceof StringVal
                        ? BoolVal.of(!parse(one).isError())
                        : ErrorVal.noSuchOverload("isQuantity", one));
        of("sign", quantity -> new IntVal(quantity.sign()));
        of("isInteger", quantity -> BoolVal.of(whole(quantity).isPresent()));
        of(
                "asInteger",
                quantity -> whole(quantity)
                        .<Val>map(IntVal::new)
                        .orElseGet(() -> new ErrorVal("cannot convert value to integer")));
        of("asApproximateFloat", quantity -> new DoubleVal(quantity.doubleValue()));
        FUNCTIONS.put("add", both -> combined("add", both, Quantity::plus));
        FUNCTIONS.put("sub", both -> combined("sub", both, Quantity::minus));
    }

    private QuantityFunctions() {}

    private static void of(String name, java.util.function.Function<Quantity, Val> function) {
        FUNCTIONS.put(
                name,
                one -> one[0] instanceof QuantityVal(var quantity)
                        ? function.apply(quantity)
                        : ErrorVal.noSuchOverload(name, one));
    }

    private static Val parse(Val... one) {
        if (!(one[0] instanceof StringVal(var text))) {
            return ErrorVal.noSuchOverload("quantity", one);
        }
        try {
            return text.length() > LONGEST
                    ? new ErrorVal("unable to parse quantity's suffix")
                    : new QuantityVal(Quantity.parse(text));
        } catch (MalformedException e) {
            return new ErrorVal(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Long> whole(Quantity quantity) {
        try {
            return Optional.of(quantity.amount().longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Val combined(String name, Val[] both, BinaryOperator<Quantity> operator) {
        if (!(both[0] instanceof QuantityVal(var quantity))) {
            return ErrorVal.noSuchOverload(name, both);
        }
        return switch (both[1]) {
            case QuantityVal(var other) -> new QuantityVal(operator.apply(quantity, other));
            case IntVal(var number) -> new QuantityVal(operator.apply(quantity, Quantity.of(number)));
            default -> ErrorVal.noSuchOverload(name, both);
        };
    }

    private static Val compared(String name, Val[] both, IntFunction<Val> of) {
        return both[0] instanceof QuantityVal(var one) && both[1] instanceof QuantityVal(var two)
                ? of.apply(Integer.signum(one.compareTo(two)))
                : ErrorVal.noSuchOverload(name, both);
    }

    static Val compareTo(Val... both) {
        return compared("compareTo", both, order -> new IntVal(order));
    }

    static Val isGreaterThan(Val... both) {
        return compared("isGreaterThan", both, order -> BoolVal.of(order > 0));
    }

    static Val isLessThan(Val... both) {
        return compared("isLessThan", both, order -> BoolVal.of(order < 0));
    }
}
