package dev.mudi.etcd.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CowTreeTest {
    private record Item(Bytes key, int weight) implements CowTree.Entry {}

    /** Each number is a step: what is done with which key follows from it. */
    @Property(tries = 200)
    void isAnOrderedMapWhoseOlderTreesStay(
            @ForAll @Size(min = 1, max = 3000) List<@IntRange(max = 1 << 20) Integer> steps) {
        var model = new TreeMap<Bytes, Item>();
        var edit = CowTree.<Item>empty().edit();
        var kept = edit.seal();
        var keptModel = new TreeMap<>(model);
        edit = kept.edit();
        for (int step : steps) {
            var key = key(step >> 4 & 0x3ff);
            switch (step & 0xf) {
                case 0, 1, 2, 3, 4 -> {
                    edit.remove(key);
                    model.remove(key);
                }
                case 5 -> {
                    assertSame(kept, keptModel);
                    kept = edit.seal();
                    keptModel = new TreeMap<>(model);
                    edit = kept.edit();
                }
                default -> {
                    var item = new Item(key, step >> 14 & 1);
                    edit.put(item);
                    model.put(key, item);
                }
            }
        }
        assertSame(kept, keptModel);
        assertSame(edit.seal(), model);
    }

    private static Bytes key(int number) {
        return Bytes.utf8("%04d".formatted(number));
    }

    private static void assertSame(CowTree<Item> tree, NavigableMap<Bytes, Item> model) {
        var all = new ArrayList<Item>();
        tree.scan(State.ALL, all::add);
        assertThat(all).containsExactlyElementsOf(model.values());
        for (int from = 0; from < 1024; from += 97) {
            var range = KeyRange.between(key(from), key(from + 300));
            var expected =
                    model.subMap(range.key(), true, range.rangeEnd(), false).values();
            var found = new ArrayList<Item>();
            tree.scan(range, found::add);
            assertThat(found).containsExactlyElementsOf(expected);
            assertThat(tree.live(range))
                    .isEqualTo(expected.stream().mapToLong(Item::weight).sum());
            assertThat(tree.get(range.key())).isEqualTo(model.get(range.key()));
        }
    }

    @Property(tries = 20)
    void growsAndShrinksInOrder(@ForAll @IntRange(min = 1, max = 20_000) int size) {
        var edit = CowTree.<Item>empty().edit();
        for (int i = 0; i < size; i++) {
            edit.put(new Item(Bytes.utf8("%08d".formatted(i)), 1));
        }
        var full = edit.seal();
        assertThat(full.live()).isEqualTo(size);
        edit = full.edit();
        for (int i = 0; i < size; i++) {
            edit.remove(Bytes.utf8("%08d".formatted(i)));
        }
        var seen = new ArrayList<Item>();
        edit.seal().scan(State.ALL, seen::add);
        assertThat(seen).isEmpty();
        assertThat(full.live()).isEqualTo(size);
    }
}
