/**
 * What each built-in resource does beyond its schema: {@link dev.mudi.api.kinds.Strategies} finds the
 * {@link dev.mudi.api.resource.Strategy} of a resource, and a package below holds the defaults and the rules of each API
 * group. Pure functions of trees.
 */
@NullMarked
package dev.mudi.api.kinds;

import org.jspecify.annotations.NullMarked;
