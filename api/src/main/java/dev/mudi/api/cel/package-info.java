/**
 * The Common Expression Language as Kubernetes uses it: rules of custom resources, and whatever else carries expressions.
 *
 * <p><b>Concepts.</b> An {@link dev.mudi.api.cel.Environment} says which variables an expression sees, and of which types. Compiling a
 * text there gives an {@link dev.mudi.api.cel.Expression}, or the complaints that a user sees: line, column, what is wrong. An
 * expression knows its type, which variables it uses, and what it costs at most if data is as large as its schema allows. Its
 * {@link dev.mudi.api.cel.plan.Program} evaluates it for given values, counts what that costs, and stops at a limit. A cost of 1 is about
 * 50 nanoseconds of upstream's time; all costs are the same as upstream's, since limits decide what is allowed.
 *
 * <p><b>What the language has.</b> Literals ({@code 1}, {@code 2u}, {@code 1.5}, {@code 'text'}, {@code b'bytes'}, {@code [1, 2]},
 * {@code {'a': 1}}), operators ({@code + - * / % == != < <= > >= && || ! in ?:}), selection ({@code a.b}, {@code a['b']}, {@code a.?b},
 * {@code a[?b]}), macros ({@code has all exists exists_one map filter optMap optFlatMap sortBy}, and with two variables {@code all exists
 * existsOne transformList transformMap transformMapEntry}), and the functions of {@link dev.mudi.api.cel.library}. It always ends: there
 * are no loops but over data.
 *
 * <p><b>The way through.</b> {@code check} reads and checks a text; {@code ast} is what comes out; {@code cost} estimates it; {@code plan}
 * evaluates it with {@code value}s and the functions of {@code library}. {@code schema} is the use of all this for the rules of custom
 * resources. See also the Kubernetes documentation ("Common Expression Language in Kubernetes") and the language's definition (cel-spec,
 * "Language Definition").
 */
@NullMarked
package dev.mudi.api.cel;

import org.jspecify.annotations.NullMarked;
