package dev.mudi.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "a", "size", "7", "empty", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'' ; true",
                "app=web ; true",
                "app==web,tier!=b ; true",
                "app!=web ; false",
                "missing!=x ; true",
                "tier in (a,b) ; true",
                "tier in ( b ) ; false",
                "tier notin (b, c),app ; true",
                "missing notin (a) ; true",
                "!missing ; true",
                "! app ; false",
                "size>6,size<8 ; true",
                "size > 7 ; false",
                "app>1 ; false",
                "empty= ; true",
                "empty in (,x) ; true",
                "in=in ; false",
                "example.com/x ; false"
            })
    void matchesLabels(String selector, boolean matches) throws MalformedException {
        var parsed = LabelSelector.parse(selector);
        assertThat(parsed.matches(LABELS)).isEqualTo(matches);
        assertThat(parsed.matches(ObjectValue.ofStrings(LABELS))).isEqualTo(matches);
        assertThat(LabelSelector.parse(parsed.toString())).isEqualTo(parsed);
    }

    @Test
    void endsBeforeANul() throws MalformedException {
        assertThat(LabelSelector.parse("app=web\0,tier=b").toString()).isEqualTo("app=web");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "a in ; unable to parse requirement: found '' expected: '('",
                "a in (b ; unable to parse requirement: found '', expected: ',' or ')'",
                "a,,b ; found ',', expected: identifier after ','",
                "a b ; unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
                "=a ; found '=', expected: !, identifier, or 'end of string'",
                "a=(b ; unable to parse requirement: found '(', expected: identifier",
                "a=b) ; found ')', expected: ',' or 'end of string'",
                "!,a ; unable to parse requirement: found ',', expected: identifier",
                "a>b ; unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"
            })
    void refusesMalformedTextsWithUpstreamsWords(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector))
                .isInstanceOf(MalformedException.class)
                .hasMessage(message);
    }

    @Test
    void refusesKeysAndValuesThatNoLabelCanHave() {
        assertThatThrownBy(() -> LabelSelector.parse("-a=b"))
                .hasMessageStartingWith(
                        "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of");
        assertThatThrownBy(() -> LabelSelector.parse("a=b*"))
                .hasMessageStartingWith(
                        "unable to parse requirement: values[0][a]: Invalid value: \"b*\": a valid label must be");
    }

    @Test
    void readsSelectorObjects() throws MalformedException {
        var selector = LabelSelector.of(Json.object("""
                {"matchLabels": {"app": "web"}, "matchExpressions": [
                  {"key": "tier", "operator": "In", "values": ["b", "a"]}, {"key": "old", "operator": "DoesNotExist"}]}"""));
        assertThat(selector).hasToString("app=web,!old,tier in (a,b)");
        assertThat(selector.matches(LABELS)).isTrue();
        assertThat(LabelSelector.of(ObjectValue.EMPTY).isEverything()).isTrue();
        assertThatThrownBy(() ->
                        LabelSelector.of(Json.object("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Like\"}]}")))
                .hasMessage("\"Like\" is not a valid label selector operator");
        assertThat(LabelSelector.NOTHING.matches(LABELS)).isFalse();
    }

    @Test
    void matchesFields() throws MalformedException {
        var fields = Map.of("spec.nodeName", "n1", "status.phase", "Running", "x", "a,b=c\\");
        assertThat(FieldSelector.parse("spec.nodeName=n1,status.phase!=Failed").matches(fields::get))
                .isTrue();
        assertThat(FieldSelector.parse("spec.nodeName==n2").matches(fields::get))
                .isFalse();
        assertThat(FieldSelector.parse("x=a\\,b\\=c\\\\").matches(fields::get)).isTrue();
        assertThat(FieldSelector.parse("x=a\\,b\\=c\\\\")).hasToString("x=a\\,b\\=c\\\\");
        assertThat(FieldSelector.parse("metadata.name=web").required("metadata.name"))
                .contains("web");
        assertThat(FieldSelector.parse(",").isEverything()).isTrue();
        assertThatThrownBy(() -> FieldSelector.parse("a=b,what"))
                .hasMessage("invalid selector: 'a=b,what'; can't understand 'what'");
        assertThatThrownBy(() -> FieldSelector.parse("a=b=c")).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> FieldSelector.parse("a=b\\c")).isInstanceOf(MalformedException.class);
    }

    @Test
    void aTermWithoutFieldAndValueSelectsEverything() throws MalformedException {
        assertThat(FieldSelector.parse("=").isEverything()).isTrue();
        assertThatThrownBy(() -> FieldSelector.parse("a=b=c"))
                .hasMessage("invalid field selector: unescaped character in value: 61");
    }
}
