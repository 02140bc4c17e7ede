package dev.mudi.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatchTest {
    private static final PatchMetadata ITEM = name -> name.equals("env")
            ? new PatchMetadata.Field("merge", "name", PatchMetadata.UNKNOWN)
            : PatchMetadata.Field.UNKNOWN;
    private static final PatchMetadata POD = name -> switch (name) {
        case "containers" -> new PatchMetadata.Field("merge", "name", ITEM);
        case "finalizers" -> new PatchMetadata.Field("merge", "", PatchMetadata.UNKNOWN);
        case "selector" -> new PatchMetadata.Field("replace", "", PatchMetadata.UNKNOWN);
        default -> PatchMetadata.Field.UNKNOWN;
    };

    @Test
    void mergesAndRemovesByMergePatch() {
        assertThat(MergePatch.apply(object("{a: {b: 1, c: 2}, d: [1]}"), value("{a: {b: null, e: {f: null}}, d: [2]}")))
                .isEqualTo(value("{a: {c: 2, e: {}}, d: [2]}"));
    }

    @Test
    void appliesEachOperationOfAJsonPatch() {
        var patched = JsonPatch.apply(
                value("{a: [1, 2], b: {c: 1}, 'x/y': 0}"),
                value("[{op: 'add', path: '/a/1', value: 9}, {op: 'add', path: '/a/-', value: 8},"
                        + "{op: 'remove', path: '/b/c'}, {op: 'replace', path: '/x~1y', value: 1},"
                        + "{op: 'copy', from: '/a', path: '/e'}, {op: 'move', from: '/e', path: '/f'},"
                        + "{op: 'test', path: '/f/0', value: 1}]"));
        assertThat(patched).isEqualTo(value("{a: [1, 9, 2, 8], b: {}, 'x/y': 1, f: [1, 9, 2, 8]}"));
    }

    @Test
    void readsPositionsAsGoDoesAndCopiesWhatIsNotThereAsNull() {
        var patched = JsonPatch.apply(
                value("{a: [1, 2]}"),
                value("[{op: 'add', path: '/a/01', value: 9}, {op: 'remove', path: '/a/+0'},"
                        + "{op: 'copy', from: '/nothing', path: '/b'}]"));
        assertThat(patched).isEqualTo(value("{a: [9, 2], b: null}"));
        refuses(422, () -> JsonPatch.apply(value("{a: 1}"), value("[{op: 'copy', from: '/a/b', path: '/c'}]")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{op: 'remove', path: '/nothing'}]",
                "[{op: 'test', path: '/a', value: 2}]",
                "[{op: 'add', path: '/b/5', value: 2}]",
                "[{op: 'add', path: '/c/d', value: 2}]",
                "[{op: 'jump', path: '/a'}]",
                "[{op: 'add', path: '/a'}]"
            })
    void refusesWhatAJsonPatchCannotDo(String patch) {
        refuses(422, () -> JsonPatch.apply(value("{a: 1, b: []}"), value(patch)));
    }

    @Test
    void refusesAJsonPatchThatIsNoList() {
        refuses(400, () -> JsonPatch.apply(value("{}"), value("{op: 'x'}")));
    }

    @Test
    void mergesItemsByTheirKeyAndAddsNewOnesInFront() {
        strategic(
                "{containers: [{name: 'a', image: '1', env: [{name: 'X', value: '1'}]}, {name: 'b'}]}",
                "{containers: [{name: 'a', env: [{name: 'Y', value: '2'}]}]}",
                "{containers: [{name: 'a', image: '1', env: [{name: 'Y', value: '2'}, {name: 'X', value: '1'}]}, {name: 'b'}]}");
    }

    @Test
    void deletesAndReplacesItems() {
        strategic(
                "{containers: [{name: 'a'}, {name: 'b'}]}",
                "{containers: [{name: 'a', $patch: 'delete'}]}",
                "{containers: [{name: 'b'}]}");
        strategic(
                "{containers: [{name: 'a'}, {name: 'b'}]}",
                "{containers: [{$patch: 'replace'}, {name: 'z'}]}",
                "{containers: [{name: 'z'}]}");
        strategic("{o: {a: 1}}", "{o: {$patch: 'replace', b: 2}}", "{o: {b: 2}}");
        strategic("{o: {a: 1}}", "{o: {$patch: 'delete'}}", "{o: {}}");
        strategic("{selector: {a: 1}}", "{selector: {b: 2}}", "{selector: {b: 2}}");
    }

    @Test
    void setsTheOrderOfItems() {
        strategic(
                "{containers: [{name: 'a'}, {name: 'b'}, {name: 's'}]}",
                "{$setElementOrder/containers: [{name: 'c'}, {name: 'b'}, {name: 'a'}], containers: [{name: 'c'}]}",
                "{containers: [{name: 'c'}, {name: 'b'}, {name: 'a'}, {name: 's'}]}");
        strategic(
                "{finalizers: ['a', 'b', 'c']}",
                "{$setElementOrder/finalizers: ['c', 'a'], $deleteFromPrimitiveList/finalizers: ['b']}",
                "{finalizers: ['c', 'a']}");
    }

    @Test
    void keepsTheKeysToRetain() {
        strategic(
                "{strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1}}}",
                "{strategy: {$retainKeys: ['type'], type: 'Recreate'}}",
                "{strategy: {type: 'Recreate'}}");
    }

    @Test
    void replacesListsOfWhichItKnowsNothing() {
        strategic("{list: [1, 2]}", "{list: [3]}", "{list: [3]}");
        strategic("{a: 1}", "{b: {c: null, d: [{$patch: 'delete'}]}}", "{a: 1, b: {d: []}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{containers: [{image: 'x'}]}",
                "{containers: [{name: 'a', $patch: 'explode'}]}",
                "{strategy: {$retainKeys: 'type'}}",
                "{$setElementOrder/containers: 'a'}",
                "{$deleteFromPrimitiveList/finalizers: 'a'}",
                "{strategy: {$retainKeys: ['type'], other: 1}}"
            })
    void refusesMalformedStrategicPatches(String patch) {
        var target = object("{containers: [{name: 'a'}], strategy: {type: 'R'}}");
        refuses(400, () -> StrategicMergePatch.apply(target, object(patch), POD));
    }

    private static void refuses(int code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusException.class,
                        e -> assertThat(e.status().code()).isEqualTo(code));
    }

    private static void strategic(String original, String patch, String expected) {
        assertThat(StrategicMergePatch.apply(object(original), object(patch), POD))
                .isEqualTo(value(expected));
    }

    private static ObjectValue object(String text) {
        return (ObjectValue) value(text);
    }

    /** Lets tests write objects without the noise of quotes. */
    private static Value value(String text) {
        var json = text.replace('\'', '"').replaceAll("([{,] ?)([\\w$/]+):", "$1\"$2\":");
        try {
            return Json.parse(json.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
