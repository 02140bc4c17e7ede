/**
 * Types of the Common Expression Language: scalars, lists, maps, structs with named fields, opaque types of Kubernetes' libraries, and
 * {@code dyn}, which is checked only when an expression is evaluated.
 */
@NullMarked
package dev.mudi.api.cel.type;

import org.jspecify.annotations.NullMarked;
