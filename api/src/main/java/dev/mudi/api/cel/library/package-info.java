/**
 * The functions of the expression language: those of the language itself, of its extensions for texts, lists and sets, and Kubernetes'
 * own (Kubernetes documentation, "Common Expression Language in Kubernetes"). {@code functions.tsv} declares them with their types;
 * {@link dev.mudi.api.cel.library.Functions} has what they do, by name, each deciding by the values it is given. Regular expressions
 * are RE2's and take time linear in the text; results are bounded in size.
 */
@NullMarked
package dev.mudi.api.cel.library;

import org.jspecify.annotations.NullMarked;
