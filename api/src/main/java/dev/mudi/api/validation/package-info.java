/**
 * The vocabulary in which rules are written: {@link dev.mudi.api.validation.At}, a value together with its place and the list
 * of errors, and the syntaxes of Kubernetes' names, labels, addresses and numbers. A rule says what it looks at and what has
 * to hold; the path and the wording of the error come by themselves.
 */
@NullMarked
package dev.mudi.api.validation;

import org.jspecify.annotations.NullMarked;
