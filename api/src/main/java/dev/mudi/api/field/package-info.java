/**
 * Where in an object something is wrong, and what: paths and field errors with upstream's wording
 * ({@code spec.containers[0].name: Required value}), so that validation can be written as plain questions to the tree.
 */
@NullMarked
package dev.mudi.api.field;

import org.jspecify.annotations.NullMarked;
