package dev.mudi.apiserver.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.storage.ObjectCodec;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderedObjectsTest {
    private static final String PREFIX = "/registry/things/";

    private final ObjectCodec codec = new ObjectCodec(new ObjectLayout("Thing", "v1", PREFIX, false, List.of()));

    private StoredObject object(String name, long revision) {
        var tree = ObjectValue.of("metadata", ObjectValue.of("name", Value.of(name)));
        var key = Bytes.utf8(PREFIX + name);
        return codec.decode(new KeyValue(key, codec.layout().encode(tree), revision, revision, 1, 0));
    }

    private static List<String> names(OrderedObjects objects, String from) {
        var names = new ArrayList<String>();
        objects.walk(Bytes.utf8(PREFIX + from), Bytes.utf8(PREFIX), object -> names.add(object.name()));
        return names;
    }

    @Test
    void holdsWhatASortedMapHoldsAfterAnyChanges() {
        var random = new Random(7);
        var model = new TreeMap<String, Long>();
        var objects = OrderedObjects.EMPTY;
        for (int i = 1; i < 20_000; i++) {
            var name = "n" + random.nextInt(3_000);
            if (random.nextInt(3) == 0) {
                objects = objects.without(Bytes.utf8(PREFIX + name));
                model.remove(name);
            } else {
                objects = objects.with(object(name, i));
                model.put(name, (long) i);
            }
        }

        assertThat(objects.size()).isEqualTo(model.size());
        assertThat(names(objects, "")).containsExactlyElementsOf(model.keySet());
        assertThat(names(objects, "n2"))
                .containsExactlyElementsOf(model.tailMap("n2").keySet());
        assertThat(objects.rank(Bytes.utf8(PREFIX + "n2")))
                .isEqualTo(model.headMap("n2").size());
        for (var entry : model.entrySet()) {
            assertThat(objects.get(Bytes.utf8(PREFIX + entry.getKey()))
                            .orElseThrow()
                            .revision())
                    .isEqualTo(entry.getValue());
        }
    }

    @Test
    void aChangeLeavesWhatWasThereAsItWas() {
        var before = OrderedObjects.of(List.of(object("a", 1), object("b", 2)));
        var after = before.with(object("c", 3)).without(Bytes.utf8(PREFIX + "a"));

        assertThat(names(before, "")).containsExactly("a", "b");
        assertThat(names(after, "")).containsExactly("b", "c");
    }

    @Test
    void aForeignLayoutIsBroughtIntoItsOwn() {
        var foreign = Bytes.utf8("{\"metadata\":{},\"apiVersion\":\"v1\",\"kind\":\"Thing\",\"x\":1}");
        var decoded = codec.decode(new KeyValue(Bytes.utf8(PREFIX + "a"), foreign, 5, 5, 1, 0));
        var out = new dev.mudi.apiserver.storage.ByteGather();
        decoded.writeTo(out);

        assertThat(new String(out.toByteArray(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"kind\":\"Thing\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"5\"},\"x\":1}");
    }
}
