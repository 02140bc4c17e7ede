/**
 * The words in which the kinds are written: {@link dev.mudi.api.kinds.vocabulary.Defaults} fills in what was not given, and
 * {@link dev.mudi.api.kinds.vocabulary.KindStrategy} makes a strategy out of functions over trees.
 */
@NullMarked
package dev.mudi.api.kinds.vocabulary;

import org.jspecify.annotations.NullMarked;
