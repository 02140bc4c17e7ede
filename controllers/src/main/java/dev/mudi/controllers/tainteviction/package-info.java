/**
 * Deletes pods from nodes that have a NoExecute taint which they don't tolerate, or not for so long
 * (upstream: {@code pkg/controller/tainteviction}).
 */
@NullMarked
package dev.mudi.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
