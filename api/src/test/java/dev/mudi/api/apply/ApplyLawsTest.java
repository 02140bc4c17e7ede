package dev.mudi.api.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Leaf;
import dev.mudi.api.schema.ListSchema;
import dev.mudi.api.schema.MapSchema;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ApplyLawsTest {
    private static final Struct ITEM =
            Struct.of(List.of(Field.of("name", Leaf.STRING), Field.of("x", Leaf.STRING), Field.of("y", Leaf.STRING)));
    private static final Struct SPEC = Struct.of(List.of(
            Field.of("a", Leaf.STRING),
            Field.of("map", new MapSchema(Leaf.STRING, false)),
            Field.of("set", new ListSchema(Leaf.STRING, ListSchema.Kind.SET, List.of())),
            Field.of("items", new ListSchema(ITEM, ListSchema.Kind.MAP, List.of("name"))),
            Field.of("whole", ListSchema.of(Leaf.STRING))));
    private static final Struct META = Struct.of(List.of(Field.of("name", Leaf.STRING)));
    private static final Struct TYPE = Struct.of(List.of(
            Field.of("apiVersion", Leaf.STRING),
            Field.of("kind", Leaf.STRING),
            Field.of("metadata", META),
            Field.of("spec", SPEC)));

    private final FieldOwnership fields = new FieldOwnership(Versions.only("v1", TYPE), "v1", "", List.of());

    record Write(String manager, boolean updates, ObjectValue spec) {}

    private ObjectValue apply(Optional<ObjectValue> live, ObjectValue spec, String manager) {
        return fields.apply(live, object(spec), new FieldOwnership.Writer(manager, Instant.EPOCH), true);
    }

    private static ObjectValue object(ObjectValue spec) {
        return ObjectValue.builder()
                .put("apiVersion", "v1")
                .put("kind", "T")
                .put("metadata", ObjectValue.of("name", Value.of("x")))
                .put("spec", spec)
                .build();
    }

    private ObjectValue after(List<Write> writes) {
        var live = apply(Optional.empty(), writes.getFirst().spec, writes.getFirst().manager);
        for (var write : writes) {
            if (write.updates) {
                var next = live.with("spec", write.spec);
                live = fields.update(live, next, new FieldOwnership.Writer(write.manager, Instant.EPOCH));
            } else {
                live = apply(Optional.of(live), write.spec, write.manager);
            }
        }
        return live;
    }

    @Property(tries = 300)
    void applyingTwiceIsApplyingOnce(@ForAll("writes") List<Write> writes, @ForAll("specs") ObjectValue spec) {
        var once = apply(Optional.of(after(writes)), spec, "one");
        assertThat(apply(Optional.of(once), spec, "one")).isEqualTo(once);
    }

    @Property(tries = 300)
    void whatIsAppliedIsThere(@ForAll("writes") List<Write> writes, @ForAll("specs") ObjectValue spec) {
        var applied = apply(Optional.of(after(writes)), spec, "one");
        var wanted = object(spec);
        var missing = Owned.fields(wanted, TYPE).difference(Owned.withNamedParents(Owned.fields(applied, TYPE), TYPE));
        assertThat(missing).isEqualTo(FieldSet.EMPTY);
    }

    @Property(tries = 300)
    void twoManagersNeverLoseEachOthersFields(
            @ForAll("writes") List<Write> writes, @ForAll("specs") ObjectValue one, @ForAll("specs") ObjectValue two) {
        var live = apply(Optional.of(after(writes)), one, "one");
        var conflicting = ownedBy(live, "one");
        var both = apply(Optional.of(live), two, "two");
        var lost = conflicting.difference(Owned.withNamedParents(Owned.fields(both, TYPE), TYPE));
        assertThat(lost).isEqualTo(FieldSet.EMPTY);
        var gone = apply(Optional.of(both), ObjectValue.EMPTY, "two");
        var still = ownedBy(both, "one").difference(Owned.withNamedParents(Owned.fields(gone, TYPE), TYPE));
        assertThat(still).isEqualTo(FieldSet.EMPTY);
    }

    @Property(tries = 300)
    void everyFieldOfTheRecordIsInTheObject(@ForAll("writes") List<Write> writes) {
        var live = after(writes);
        var there = Owned.withNamedParents(Owned.fields(live, TYPE), TYPE);
        ManagedFields.of(live).all().values().forEach(entry -> {
            var missing = entry.fields().difference(there).difference(emptyLists());
            assertThat(missing).isEqualTo(FieldSet.EMPTY);
        });
    }

    /** A list that was emptied by an update is owned though none of its items is there. */
    private static FieldSet emptyLists() {
        return FieldSet.ofPaths(List.of("spec.set", "spec.items", "spec.map", "spec"));
    }

    @Property(tries = 300)
    void theRecordIsReadAsItIsWritten(@ForAll("writes") List<Write> writes) throws Exception {
        var list = after(writes).object("metadata").array("managedFields");
        assertThat(ManagedFields.read(list).list()).isEqualTo(list);
    }

    private static FieldSet ownedBy(ObjectValue object, String manager) {
        return ManagedFields.of(object)
                .get(Owner.applier(manager, ""))
                .map(ManagedFields.Entry::fields)
                .orElse(FieldSet.EMPTY);
    }

    @Provide
    Arbitrary<List<Write>> writes() {
        var managers = Arbitraries.of("one", "two", "three");
        return Combinators.combine(managers, Arbitraries.of(true, false), specs())
                .as(Write::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<ObjectValue> specs() {
        var text = Arbitraries.of("p", "q", "r");
        var texts = text.set().ofMinSize(1).ofMaxSize(3);
        var map = Arbitraries.maps(text, text).ofMinSize(1).ofMaxSize(3);
        var items = Arbitraries.maps(text, Arbitraries.maps(Arbitraries.of("x", "y"), text))
                .ofMinSize(1)
                .ofMaxSize(3);
        return Combinators.combine(
                        text.optional(), map.optional(), texts.optional(), items.optional(), texts.optional())
                .as(ApplyLawsTest::spec);
    }

    private static ObjectValue spec(
            Optional<String> a,
            Optional<Map<String, String>> map,
            Optional<Set<String>> set,
            Optional<Map<String, Map<String, String>>> items,
            Optional<Set<String>> whole) {
        var spec = ObjectValue.builder();
        a.ifPresent(text -> spec.put("a", text));
        map.ifPresent(entries -> spec.put("map", ObjectValue.ofStrings(entries)));
        set.ifPresent(texts -> spec.put("set", ArrayValue.ofStrings(texts)));
        items.ifPresent(entries -> {
            var list = new ArrayList<Value>();
            entries.forEach((name, rest) -> list.add(ObjectValue.ofStrings(rest).with("name", name)));
            spec.put("items", new ArrayValue(list));
        });
        whole.ifPresent(texts -> spec.put("whole", ArrayValue.ofStrings(texts)));
        return spec.build();
    }
}
