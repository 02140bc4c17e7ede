package dev.mudi.api.patch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What differs between two objects, written as a patch and applied to the one, gives the other. */
class PatchLawsTest {
    @Provide
    Arbitrary<ObjectValue> objects() {
        return object(3);
    }

    private static Arbitrary<ObjectValue> object(int depth) {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d/e", "f~g"), value(depth))
                .ofMaxSize(4)
                .map(fields -> {
                    var object = ObjectValue.builder();
                    fields.forEach(object::put);
                    return object.build();
                });
    }

    private static Arbitrary<Value> value(int depth) {
        Arbitrary<Value> number = Arbitraries.longs().between(-2, 2).map(Value::of);
        Arbitrary<Value> text = Arbitraries.of("", "x", "y").map(Value::of);
        if (depth == 0) {
            return Arbitraries.oneOf(number, text);
        }
        Arbitrary<Value> list = value(depth - 1).list().ofMaxSize(3).map(ArrayValue::new);
        Arbitrary<Value> object = object(depth - 1).map(one -> one);
        return Arbitraries.oneOf(number, text, list, object);
    }

    /** RFC 7386 the other way round; neither object has nulls. */
    private static ObjectValue mergeDifference(ObjectValue from, ObjectValue to) {
        var patch = ObjectValue.builder();
        from.names().stream().filter(name -> !to.has(name)).forEach(name -> patch.put(name, NullValue.NULL));
        to.forEach((name, value) -> {
            var before = from.get(name).orElse(NullValue.NULL);
            if (before instanceof ObjectValue old && value instanceof ObjectValue next) {
                if (!old.equals(next)) {
                    patch.put(name, mergeDifference(old, next));
                }
            } else if (!before.equals(value)) {
                patch.put(name, value);
            }
        });
        return patch.build();
    }

    /** RFC 6902: what is to go is removed, what is to come is added. */
    private static ArrayValue operations(ObjectValue from, ObjectValue to) {
        var operations = new ArrayList<Value>();
        from.names().stream()
                .filter(name -> !to.has(name))
                .forEach(name ->
                        operations.add(ObjectValue.EMPTY.with("op", "remove").with("path", pointer(name))));
        to.forEach((name, value) -> {
            var before = from.get(name);
            if (before.isEmpty() || !before.get().equals(value)) {
                operations.add(ObjectValue.EMPTY
                        .with("op", before.isEmpty() ? "add" : "replace")
                        .with("path", pointer(name))
                        .with("value", value));
            }
        });
        return new ArrayValue(operations);
    }

    private static String pointer(String name) {
        return "/" + name.replace("~", "~0").replace("/", "~1");
    }

    @Property
    void aMergePatchOfTheDifferenceGivesTheTarget(
            @ForAll("objects") ObjectValue from, @ForAll("objects") ObjectValue to) {
        assertThat(MergePatch.apply(from, mergeDifference(from, to))).isEqualTo(to);
    }

    @Property
    void aJsonPatchOfTheDifferenceGivesTheTarget(
            @ForAll("objects") ObjectValue from, @ForAll("objects") ObjectValue to) {
        assertThat(JsonPatch.apply(from, operations(from, to))).isEqualTo(to);
    }

    @Property
    void aPatchOfNoDifferenceChangesNothing(@ForAll("objects") ObjectValue object) {
        assertThat(MergePatch.apply(object, ObjectValue.EMPTY)).isEqualTo(object);
        assertThat(JsonPatch.apply(object, ArrayValue.EMPTY)).isEqualTo(object);
    }
}
