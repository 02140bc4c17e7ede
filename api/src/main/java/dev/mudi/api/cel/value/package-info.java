/**
 * Values of the expression language and what all of them can: equality across types of numbers, order, size, their text in messages.
 * An error is a value too ({@link dev.mudi.api.cel.value.ErrorVal}), since {@code &&} and {@code ||} may outvote it. Lists and maps are
 * interfaces, so that objects can be read through their schema without being copied.
 */
@NullMarked
package dev.mudi.api.cel.value;

import org.jspecify.annotations.NullMarked;
