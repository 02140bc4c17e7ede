/**
 * The metadata that every object has: a view of it ({@link dev.mudi.api.meta.ObjectMeta}), and the rules that it follows when
 * an object is created or updated ({@link dev.mudi.api.meta.MetadataRules}), whatever its kind. Trees come in; names, and
 * errors with upstream's paths and wording, go out.
 */
@NullMarked
package dev.mudi.api.meta;

import org.jspecify.annotations.NullMarked;
