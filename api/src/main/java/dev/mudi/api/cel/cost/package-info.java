/**
 * Estimates, before anything is evaluated, what an expression costs at least and at most (cel-go, checker/cost; apiserver,
 * cel/library/cost). How long texts, lists and maps may be comes from a {@link dev.mudi.api.cel.cost.SizeSource}. Numbers have 64 bits
 * without sign, and stay at the greatest when they would grow beyond it.
 */
@NullMarked
package dev.mudi.api.cel.cost;

import org.jspecify.annotations.NullMarked;
