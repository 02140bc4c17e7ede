/**
 * The kinds of the core group: their defaults, what an update may touch, and what is valid. Pods and what they are made of,
 * which other groups use in their templates, have the most rules, a class a part.
 */
@NullMarked
package dev.mudi.api.kinds.core;

import org.jspecify.annotations.NullMarked;
