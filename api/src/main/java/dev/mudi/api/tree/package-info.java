/**
 * The object model of the server: an immutable tree of JSON values (decision D3).
 *
 * <p>A tree is never changed; {@link dev.mudi.api.tree.ObjectValue#with} and its kin give a new tree that shares what did
 * not change. In come bytes (package {@code codec}); out go answers to questions by name and path. A field that is missing
 * reads as its zero value, as in Kubernetes' own types; {@code has} and {@code get} tell the two apart.
 */
@NullMarked
package dev.mudi.api.tree;

import org.jspecify.annotations.NullMarked;
