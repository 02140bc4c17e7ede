package dev.mudi.api.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class FieldSetTest {
    @Property
    void collectsPathsInAnyOrderAndAnyNumber(
            @ForAll @Size(max = 12)
                    List<@Size(min = 1, max = 3) List<@StringLength(value = 1) @CharRange(from = 'a', to = 'c') String>>
                            paths) {
        var collector = new FieldSet.Collector();
        var expected = FieldSet.EMPTY;
        for (var path : paths) {
            var here = collector;
            for (var name : path.subList(0, path.size() - 1)) {
                here = here.below(new PathElement.Field(name));
            }
            here.add(new PathElement.Field(path.getLast()));
            expected = expected.union(FieldSet.of(path.toArray(String[]::new)));
        }

        assertThat(collector.build()).isEqualTo(expected);
    }

    @Property
    void writesAKeyAsJsonDoes(@ForAll String name, @ForAll String value) {
        var key = new PathElement.Key(List.of(new PathElement.Part(name, new StringValue(value))));
        var json = Json.write(ObjectValue.of(name, new StringValue(value)));

        assertThat(key.encoded()).isEqualTo("k:" + new String(json, StandardCharsets.UTF_8));
    }

    @Test
    void writesWhatItReadAsItStoodOnlyIfThatIsTheForm() throws MalformedException {
        var form = Json.object("""
                {"f:a": {}, "f:list": {".": {}, "k:{\\"name\\":\\"x\\"}": {".": {}, "f:name": {}}}}""");
        var unsorted = Json.object("""
                {"f:list": {"k:{\\"name\\": \\"x\\"}": {"f:name": {}, ".": {}}, ".": {}}, "f:a": {".": {}}}""");

        assertThat(FieldsV1.write(FieldsV1.read(form))).isSameAs(form);
        assertThat(Json.write(FieldsV1.write(FieldsV1.read(unsorted)))).isEqualTo(Json.write(form));
        assertThat(FieldsV1.read(unsorted)).isEqualTo(FieldsV1.read(form));
    }

    @Test
    void isTheVerySetWhenNothingIsTakenOrAdded() {
        var set = FieldSet.ofPaths(List.of("a.b", "a.c", "d"));

        assertThat(set.difference(FieldSet.ofPaths(List.of("a.x", "e")))).isSameAs(set);
        assertThat(set.union(FieldSet.ofPaths(List.of("a.b")))).isSameAs(set);
        assertThat(set.withoutTrees(FieldSet.ofPaths(List.of("a.b.c")))).isSameAs(set);
        assertThat(set.difference(FieldSet.ofPaths(List.of("a.b")))).isEqualTo(FieldSet.ofPaths(List.of("a.c", "d")));
    }
}
