package dev.mudi.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.KeyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectCodecTest {
    private final ObjectCodec codec =
            new ObjectCodec(new ObjectLayout("Thing", "example.com/v1", "/registry/things/", true, List.of()));

    private static ObjectValue thing(int number) {
        return Json.object("""
                {"spec": {"size": %d, "share": 0.5, "text": "\\u00e4\\""}, "apiVersion": "example.com/v1", "kind": "Thing",
                "metadata": {"name": "t", "resourceVersion": "1", "labels": {"a": "b"}}}""".formatted(number));
    }

    private static KeyValue kv(Bytes value, long revision) {
        return new KeyValue(Bytes.utf8("/registry/things/default/t"), value, revision, revision, 1, 0);
    }

    /** The object as the cache decodes it while its writer still waits. */
    private StoredObject written(ObjectValue object, long revision) {
        try (var draft = codec.draft(object)) {
            return codec.decode(kv(draft.value(), revision));
        }
    }

    @Test
    void knowsTheSameTreeOfAnObjectWhetherItWasJustWrittenOrIsRead() {
        var fresh = written(thing(1), 7);
        var read = codec.decode(kv(Bytes.wrap(Json.write(codec.layout().ordered(thing(1)))), 7));

        assertThat(Json.write(fresh.tree())).isEqualTo(Json.write(read.tree()));
        assertThat(fresh.tree()).isEqualTo(read.tree());
        assertThat(fresh.index()).isEqualTo(read.index());
    }

    @Test
    void readsTreesAgainOfWhatWasWrittenLongAgo() {
        var first = written(thing(0), 1);
        var tree = first.tree();
        assertThat(first.tree().object("spec")).isSameAs(tree.object("spec"));
        for (int i = 1; i <= 100; i++) {
            written(thing(i), i + 1);
        }

        assertThat(first.tree().object("spec")).isNotSameAs(tree.object("spec"));
        assertThat(first.tree()).isEqualTo(tree);
    }
}
