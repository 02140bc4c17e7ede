package dev.mudi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.mudi.api.schema.GoldenObjects;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.BooleanValue;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    private static String json(String yaml) throws MalformedException {
        return new String(
                Json.write(Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8)).value()), StandardCharsets.UTF_8);
    }

    private static String yaml(Value value) {
        return new String(Yaml.write(value), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a: yes | {\"a\":true}",
                "a: Off | {\"a\":false}",
                "a: y | {\"a\":true}",
                "a: 'yes' | {\"a\":\"yes\"}",
                "a: \"1\" | {\"a\":\"1\"}",
                "a: ~ | {\"a\":null}",
                "a: | {\"a\":null}",
                "a: 0777 | {\"a\":511}",
                "a: 0o14 | {\"a\":12}",
                "a: 08 | {\"a\":8}",
                "a: 0x1F | {\"a\":31}",
                "a: 0b101 | {\"a\":5}",
                "a: 1_000 | {\"a\":1000}",
                "a: +12 | {\"a\":12}",
                "a: -12 | {\"a\":-12}",
                "a: 1e3 | {\"a\":1000}",
                "a: 1.5 | {\"a\":1.5}",
                "a: .5 | {\"a\":0.5}",
                "a: 1.2.3 | {\"a\":\"1.2.3\"}",
                "a: 1:30 | {\"a\":\"1:30\"}",
                "a: 100m | {\"a\":\"100m\"}",
                "a: 2026-01-31 | {\"a\":\"2026-01-31\"}",
                "a: !!str 1 | {\"a\":\"1\"}",
                "1: x | {\"1\":\"x\"}",
                "on: x | {\"true\":\"x\"}",
                "{a: [1, b]} | {\"a\":[1,\"b\"]}",
                "a: 18446744073709551615 | {\"a\":18446744073709552000}"
            })
    void readsScalarsAsKubectlDoes(String yaml, String json) throws MalformedException {
        assertThat(json(yaml)).isEqualTo(json);
    }

    /** The expected sentences are those of kube-apiserver 1.36. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{               | line 1: did not find expected node content",
                "[1,,2]          | did not find expected node content",
                "{\"a\"           | line 1: did not find expected ',' or '}'",
                "[a, b           | line 1: did not find expected ',' or ']'",
                "`- a\nb: c`     | line 1: did not find expected '-' indicator",
                "`a: b\n- c`     | line 1: did not find expected key",
                "`a: |\n  b\n c` | line 2: did not find expected key",
                "a: b: c         | mapping values are not allowed in this context",
                "`key\nb: c`     | line 2: mapping values are not allowed in this context",
                "`a:\n\t- b`     | line 2: found character that cannot start any token",
                "a: @b           | found character that cannot start any token",
                "\"abc            | found unexpected end of stream",
                "`a: b\n\"d`      | line 2: found unexpected end of stream",
                "a: \"\\q\"       | found unknown escape character",
                "a: \"\\u12\"     | did not find expected hexdecimal number",
                "a: *y           | unknown anchor 'y' referenced",
                "<<: a           | map merge requires map or sequence of maps as the value",
                "<<: [[{a: 1}]]  | map merge requires map or sequence of maps as the value"
            })
    void saysInUpstreamsWordsWhatIsWrong(String yaml, String complaint) {
        assertThatThrownBy(() -> json(yaml))
                .isInstanceOf(MalformedException.class)
                .hasMessage("error converting YAML to JSON: yaml: " + complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- ", "[", "{a: ", "? "})
    void nestingCostsNoStack(String opening) throws InterruptedException {
        var text = opening.repeat(20_000).getBytes(StandardCharsets.UTF_8);
        var thrown = new AtomicReference<Throwable>();
        var reader = new Thread(null, () -> thrown.set(catchThrowable(() -> Yaml.parse(text))), "small", 64 << 10);
        reader.start();
        reader.join();
        assertThat(thrown.get()).hasMessageEndingWith("exceeded max depth of 1000");
    }

    @Test
    void readsBlocksAnchorsAndMergeKeys() throws MalformedException {
        assertThat(json("""
                        base: &base {a: 1, b: 2}
                        text: |
                          one
                          two
                        folded: >-
                          one
                          two
                        derived:
                          <<: *base
                          b: 3
                        list:
                        - *base
                        """))
                .isEqualTo("{\"base\":{\"a\":1,\"b\":2},\"text\":\"one\\ntwo\\n\",\"folded\":\"one two\","
                        + "\"derived\":{\"a\":1,\"b\":3},\"list\":[{\"a\":1,\"b\":2}]}");
    }

    @Test
    void namesTheLinesOfKeysThatStandTwice() throws MalformedException {
        var parsed = Yaml.parse("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n".getBytes(StandardCharsets.UTF_8));
        assertThat(parsed.value()).isEqualTo(Json.object("{\"a\":3,\"b\":{\"c\":2}}"));
        assertThat(parsed.strictErrors())
                .containsExactly(
                        "yaml: unmarshal errors:\n  line 4: key \"c\" already set in map\n  line 5: key \"a\" already set in map");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b: c",
                "a: [1",
                "\t- a",
                "a: *nowhere",
                "a: 1\n---\nb: 2\n",
                "? [a]\n: b",
                "a: .nan",
                "a: \"\\q\""
            })
    void refusesWhatIsMalformedInOneLine(String yaml) {
        assertThatThrownBy(() -> Yaml.parse(yaml.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("error converting YAML to JSON: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void refusesAliasesThatUnfoldWithoutEnd() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("]\n");
        }
        assertThatThrownBy(() -> Yaml.parse(bomb.toString().getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("excessive aliasing");
        var deep = "[".repeat(2_000) + "]".repeat(2_000);
        assertThatThrownBy(() -> Yaml.parse(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        assertThatThrownBy(() -> Yaml.parse(new byte[] {'a', ':', ' ', (byte) 0xff}))
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void writesAsKubectlDoes() {
        assertThat(yaml(Json.object("""
                        {"b":{"list":[{"y":1,"x":"two words"},[1,2],"- no"],"empty":{},"none":[]},
                         "a":"true","n":null,"t":"one\\ntwo\\n","u":"one\\ntwo","port":"80","q":"100m","url":"http://x:80/#y",
                         "v":"2026-01-31T12:00:00Z","w":"1:30"}"""))).isEqualTo("""
                        a: "true"
                        b:
                          empty: {}
                          list:
                          - x: two words
                            "y": 1
                          - - 1
                            - 2
                          - "- no"
                          none: []
                        "n": null
                        port: "80"
                        q: 100m
                        t: |
                          one
                          two
                        u: |-
                          one
                          two
                        url: http://x:80/#y
                        v: "2026-01-31T12:00:00Z"
                        w: "1:30"
                        """);
    }

    @Test
    void bringsUpstreamsObjectsBackAsTheyWere() throws MalformedException {
        for (var object : GoldenObjects.answers()) {
            assertThat(Yaml.parse(Yaml.write(object)).value()).isEqualTo(object);
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadBack(@ForAll("values") Value value) throws MalformedException {
        assertThat(Yaml.parse(Yaml.write(value)).value()).as(yaml(value)).isEqualTo(value);
    }

    @Provide
    Arbitrary<Value> values() {
        return values(3);
    }

    private static Arbitrary<Value> values(int depth) {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars("ab:-#? \n'\"\\{}[]&*!|>%@`,.01~\t<=é")
                        .ofMaxLength(12),
                Arbitraries.of(
                        "yes", "no", "null", "~", "0777", "1e3", "---", "...", "<<", "=", "1:2", "- a", "? b", "a: b",
                        "#c"));
        Arbitrary<Value> scalars = Arbitraries.oneOf(
                texts.map(Value::of),
                Arbitraries.longs().map(Value::of),
                Arbitraries.of(BooleanValue.TRUE, BooleanValue.FALSE, NullValue.NULL, new DecimalValue(0.25)));
        if (depth == 0) {
            return scalars;
        }
        var inner = values(depth - 1);
        Arbitrary<Value> lists = inner.list().ofMaxSize(3).map(ArrayValue::new);
        Arbitrary<Value> objects = Arbitraries.maps(texts, inner).ofMaxSize(3).map(map -> {
            var object = ObjectValue.builder();
            map.forEach(object::put);
            return object.build();
        });
        return Arbitraries.oneOf(scalars, lists, objects);
    }

    @Test
    void writesTextsOfAnyLength() throws MalformedException {
        for (var text : List.of("ab:c#d".repeat(20_000), "line\n".repeat(20_000), "1:0" + ":00".repeat(20_000))) {
            var object = ObjectValue.of("text", Value.of(text));

            assertThat(Yaml.parseObject(Yaml.write(object))).isEqualTo(object);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: \"\\x\"", "a: \"\\uZZZZ\"", "a: \"\\U1\""})
    void refusesAnEscapeWithoutDigits(String text) {
        assertThatThrownBy(() -> Yaml.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesJsonThatIsNoText() {
        var bytes = new byte[] {0, 0, '{', 0, 0, 0x60, (byte) 0xcb, 0x49, 0, 0};

        assertThatThrownBy(() -> Json.parse(bytes)).isInstanceOf(MalformedException.class);
    }
}
