package dev.mudi.apiserver.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Changes of trees, texts and bytes, as the input says. */
final class Mutations {
    private static final int DEEPEST = 12;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "x0",
            "-1",
            "0",
            "1e1000000",
            "9999999999999999999999Ei",
            "0.0000000000000000000000001n",
            "1Ki",
            "100%",
            "-5%",
            "999999999999%",
            "(a+)+$",
            "([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}",
            "[[:alpha:]](?=x)\\1{1000,2000}",
            "(?i)(((((((((a{100}){100}){100}){100}){100}){100}){100}){100}){100})",
            "2026-02-30T25:61:61Z",
            "9999999999999-01-01T00:00:00Z",
            "300.300.300.300",
            "::ffff:10.0.0.1",
            "fe80::1%eth0",
            "10.0.0.0/33",
            "../../etc/passwd",
            "a/b/c",
            "metadata.name",
            "spec.containers[*].image",
            "{.items[?(@.a==\"b\")]..x}",
            "$(A)$(B)$$(C)",
            "\u0000",
            "\ud800",
            "é\u202e\ufeff",
            "a=b,c notin (d,e),!f,g>1",
            "!",
            "kubernetes.io/metadata.name",
            "apps/v1",
            "v1",
            "Pod",
            "https://[::1",
            "sha256:zz",
            "self.all(x, x.all(y, y.all(z, z > 0)))",
            "self.map(x, self.map(y, self.map(z, z)))",
            "size('a') / 0 == 1 && [1][5] > dyn('x')",
            "oldSelf.spec == self['spec'].x.?y.orValue(1)",
            "'a'.format([1,2]) + string(timestamp('x') - duration('1h'))",
            "quantity('1').add(quantity('x')).asInteger() == -9223372036854775808 / -1");

    private Mutations() {}

    /** A JSON patch that puts an object's parts there again. */
    static ArrayValue jsonPatch(ObjectValue object) {
        var operations = new ArrayList<Value>();
        object.forEach((name, value) -> operations.add(ObjectValue.builder()
                .put("op", "replace")
                .put("path", "/" + name)
                .put("value", value)
                .build()));
        operations.add(ObjectValue.builder()
                .put("op", "copy")
                .put("from", "/metadata/labels")
                .put("path", "/metadata/annotations")
                .build());
        operations.add(ObjectValue.builder()
                .put("op", "test")
                .put("path", "/kind")
                .put("value", "x")
                .build());
        return new ArrayValue(operations);
    }

    /** A text of the list, or of the input. */
    static String text(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 5)) {
            case 0 -> data.consumeString(40);
            case 1 -> data.pickValue(TEXTS).repeat(data.consumeInt(1, 300));
            default -> data.pickValue(TEXTS);
        };
    }

    /** The tree with one change somewhere. */
    static Value tree(Value value, FuzzedDataProvider data, int depth) {
        boolean here = depth >= DEEPEST || data.consumeInt(0, 4) == 0;
        return switch (value) {
            case ObjectValue object
            when !object.isEmpty() && !here -> {
                var name = data.pickValue(object.names());
                yield object.with(name, tree(object.get(name).orElse(NullValue.NULL), data, depth + 1));
            }
            case ObjectValue object -> field(object, data);
            case ArrayValue array
            when !array.isEmpty() && !here -> {
                int index = data.consumeInt(0, array.size() - 1);
                yield array.with(index, tree(array.get(index), data, depth + 1));
            }
            case ArrayValue array -> item(array, data);
            default -> replacement(data);
        };
    }

    private static Value field(ObjectValue object, FuzzedDataProvider data) {
        if (object.isEmpty()) {
            return object.with(text(data), replacement(data));
        }
        var name = data.pickValue(object.names());
        return switch (data.consumeInt(0, 4)) {
            case 0 -> object.without(name);
            case 1 -> object.with(text(data), object.get(name).orElse(NullValue.NULL));
            case 2 -> object.with(name, replacement(data));
            case 3 -> object.with(data.consumeString(12), replacement(data));
            default -> replacement(data);
        };
    }

    private static Value item(ArrayValue array, FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 3)) {
            case 0 -> ArrayValue.EMPTY;
            case 1 -> array.plus(replacement(data));
            case 2 -> repeated(array.isEmpty() ? replacement(data) : array.get(0), data.consumeInt(2, 200));
            default -> replacement(data);
        };
    }

    private static ArrayValue repeated(Value value, int times) {
        var items = new ArrayList<Value>();
        for (int i = 0; i < times; i++) {
            items.add(value);
        }
        return new ArrayValue(items);
    }

    private static Value replacement(FuzzedDataProvider data) {
        return switch (data.consumeInt(0, 11)) {
            case 0 -> NullValue.NULL;
            case 1 -> data.consumeBoolean() ? BooleanValue.TRUE : BooleanValue.FALSE;
            case 2 -> new IntegerValue(data.consumeLong());
            case 3 -> new IntegerValue(data.consumeInt(-2, 70_000));
            case 4 -> new IntegerValue(data.consumeBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE);
            case 5 -> new DecimalValue(data.consumeRegularDouble());
            case 6 -> ObjectValue.EMPTY;
            case 7 -> ArrayValue.of(new StringValue(text(data)), new StringValue(text(data)));
            case 8 -> nested(data.consumeInt(1, 200), data.consumeBoolean());
            case 9 -> ObjectValue.of(text(data), new StringValue(text(data)));
            default -> new StringValue(text(data));
        };
    }

    private static Value nested(int depth, boolean arrays) {
        Value value = new IntegerValue(1);
        for (int i = 0; i < depth; i++) {
            value = arrays ? ArrayValue.of(value) : ObjectValue.of("a", value);
        }
        return value;
    }

    /** Bytes with one change somewhere. */
    static byte[] bytes(byte[] bytes, FuzzedDataProvider data) {
        int at = bytes.length == 0 ? 0 : data.consumeInt(0, bytes.length - 1);
        return switch (data.consumeInt(0, 5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, at, data.consumeBytes(16));
            case 2 -> spliced(bytes, at, Math.min(bytes.length, at + 1), new byte[] {data.consumeByte()});
            case 3 -> spliced(bytes, at, at, text(data).getBytes(StandardCharsets.UTF_8));
            case 4 -> spliced(bytes, at, at, bomb(data).getBytes(StandardCharsets.UTF_8));
            default -> spliced(bytes, at, Math.min(bytes.length, at + data.consumeInt(1, 50)), new byte[0]);
        };
    }

    /** Something small that a careless reader makes large. */
    private static String bomb(FuzzedDataProvider data) {
        int times = data.consumeInt(1, 20_000);
        return switch (data.consumeInt(0, 6)) {
            case 0 -> "[".repeat(times);
            case 1 -> "{\"a\":".repeat(times);
            case 2 -> "9".repeat(times);
            case 3 -> "- ".repeat(times);
            case 4 ->
                "\na: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n"
                        .repeat(times / 2000 + 1);
            case 5 -> "1e" + "9".repeat(times % 20);
            default -> "(".repeat(times);
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
        var out = new byte[bytes.length - (to - from) + insert.length];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(insert, 0, out, from, insert.length);
        System.arraycopy(bytes, to, out, from + insert.length, bytes.length - to);
        return out;
    }
}
