package dev.mudi.api.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mudi.api.cel.check.CompileException;
import dev.mudi.api.cel.cost.SizeSource;
import dev.mudi.api.cel.plan.PlanException;
import dev.mudi.api.cel.plan.Program;
import dev.mudi.api.cel.schema.RawValues;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.value.Shown;
import dev.mudi.api.cel.value.Val;
import dev.mudi.api.codec.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is written, it is refused, fails or has a value, and costs no more than it may. */
class RandomExpressionsTest {
    private static final long LIMIT = 100_000;
    private static final Environment ENVIRONMENT = new Environment(Map.of("self", CelType.DYN), List.of());
    private static final Val SELF = RawValues.of(
            Json.object(
                    "{\"a\": 1, \"b\": \"text\", \"c\": [1, 2, 3], \"d\": {\"e\": true, \"f\": null}, \"g\": 1.5, \"h\": \"10.0.0.0/8\"}"));

    @Property(tries = 400)
    void endInOneOfThreeWays(@ForAll("expressions") String text) {
        assertThatCode(() -> evaluate(text)).as(text).doesNotThrowAnyException();
    }

    @Property(tries = 400)
    void endInOneOfThreeWaysWhateverTheTextIs(@ForAll("texts") String text) {
        assertThatCode(() -> evaluate(text)).as(text).doesNotThrowAnyException();
    }

    private static void evaluate(String text) {
        Expression expression;
        Program program;
        try {
            expression = ENVIRONMENT.compile(text);
            program = expression.program();
        } catch (CompileException e) {
            assertThat(e.complaints()).startsWith("ERROR: <input>:");
            return;
        } catch (PlanException e) {
            assertThat(e.reason()).isNotEmpty();
            return;
        }
        assertThat(expression.cost(SizeSource.NONE)).isNotNull();
        var outcome = program.evaluate(
                name -> name.equals("self") ? Optional.of(SELF) : Optional.empty(), LIMIT, () -> false);
        assertThat(outcome.cancelled() || outcome.cost() <= LIMIT).isTrue();
        assertThat(Shown.of(outcome.value())).isNotNull();
    }

    @Provide
    Arbitrary<String> texts() {
        var tokens = listed("""
                self ; . ; a ; [ ; ] ; ( ; ) ; ' ; \" ; 1 ; 1u ; 2.5 ; + ; - ; && ; || ; ! ; ? ; : ; { ; } ;
                , ; in ; has ; map ; all ; x ; b' ; \\ ; \u00e9 ; \ud83d\ude00 ; ` ; @ ; true ; null ;
                optional ; if ; 0x ; 9999999999999999999 ; matches ; '[' ; == ; <""");
        return Arbitraries.oneOf(tokens, tokens, tokens, Arbitraries.of("\n", "\t"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    private static Arbitrary<String> listed(String texts) {
        return Arbitraries.of(texts.split("\\s+;\\s+"));
    }

    @Provide
    Arbitrary<String> expressions() {
        return expressions(4);
    }

    private static Arbitrary<String> expressions(int depth) {
        var leaves = listed("""
                self ; self.a ; self.b ; self.c ; self.d ; self.g ; self.h ; self.?x ; 1 ; -1 ; 2u ; 0.5 ;
                'text' ; '' ; b'x' ; true ; null ; [] ; {} ; [1, 2] ; {'a': 1} ; dyn(1) ; duration('1h') ;
                9223372036854775807 ; timestamp('2024-01-01T00:00:00Z') ; '[a-z]+' ; '10.0.0.1' ;
                optional.none() ; type(1) ; x""");
        if (depth == 0) {
            return leaves;
        }
        var inner = expressions(depth - 1);
        var binary = listed("""
                %s + %s ; %s - %s ; %s * %s ; %s / %s ; %s %% %s ; %s == %s ; %s < %s ; %s in %s ; %s && %s ;
                %s || %s ; %s[%s] ; %s[?%s] ; %s.map(x, %s) ; %s.all(x, %s) ; %s.exists(x, %s) ;
                %s.filter(x, %s) ; %s.exists_one(x, %s) ; %s.transformList(x, y, %s) ;
                %s.transformMap(x, y, %s) ; %s.sortBy(x, %s) ; %s.orValue(%s) ; %s.or(%s) ; %s.optMap(x, %s) ;
                %s.contains(%s) ; %s.matches(%s) ; %s.find(%s) ; %s.findAll(%s) ; %s.split(%s) ; %s.join(%s) ;
                %s.format([%s]) ; %s.indexOf(%s) ; %s.replace(%s, 'xyz') ; %s.flatten().slice(0, %s) ;
                sets.contains(%s, %s) ; cidr(%s).containsIP(%s) ; %s.getHours(%s)""");
        var unary = listed("""
                !%s ; -%s ; (%s) ; [%s] ; {'k': %s} ; %s.size() ; string(%s) ; int(%s) ; double(%s) ;
                bytes(%s) ; timestamp(%s) ; duration(%s) ; dyn(%s) ; type(%s) ; %s.x ; has(%s.x) ; has(%s) ;
                ip(%s) ; quantity(%s) ; url(%s) ; semver(%s) ; %s.sum() ; %s.max() ; %s.isSorted() ;
                %s.sort() ; %s.distinct() ; %s.reverse() ; %s.first() ; %s.value() ; lists.range(%s) ;
                %s.upperAscii() ; %s.trim() ; optional.of(%s) ; format.named(%s) ; strings.quote(%s)""");
        return Arbitraries.frequencyOf(
                Tuple.of(2, leaves),
                Tuple.of(3, Combinators.combine(unary, inner).as(String::formatted)),
                Tuple.of(4, Combinators.combine(binary, inner, inner).as(String::formatted)));
    }

    /** What would take long or much memory if nothing stopped it. */
    @Property(tries = 1)
    void stopWhereTheyWouldGrowBeyondAllBounds() {
        for (var text : List.of(
                "[1].map(a, lists.range(1000000000))",
                "lists.range(100000).map(a, lists.range(100000))",
                "'x'.replace('', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')"
                        + ".replace('', 'zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz')".repeat(8),
                "[[1, 2]]" + ".map(a, a + a)".repeat(60),
                "[[1, 2]]" + ".map(a, a + a)".repeat(60) + ".map(a, a.distinct())",
                "[[1, 2]]" + ".map(a, a + a)".repeat(60) + ".map(a, a.size())",
                "['a']" + ".map(a, a + a)".repeat(60),
                "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.matches('(a*)*b')",
                "'a'.matches('((((a{1000}){1000}){1000}){1000})')",
                "'a'.matches('" + "(".repeat(5000) + "a" + ")".repeat(5000) + "')",
                "(".repeat(3000) + "1" + ")".repeat(3000),
                "[".repeat(3000) + "]".repeat(3000),
                "!".repeat(20000) + "true",
                "1" + " + 1".repeat(20000),
                "'a' + ".repeat(20000) + "'a'",
                "a" + ".b".repeat(20000),
                "'" + "x".repeat(200_000) + "'")) {
            assertThatCode(() -> evaluate(text)).as("%.60s", text).doesNotThrowAnyException();
        }
    }
}
