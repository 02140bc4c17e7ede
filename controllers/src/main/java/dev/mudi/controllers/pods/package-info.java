/**
 * What the workload controllers share: making pods from templates and deleting them, claiming those that a selector
 * selects, choosing which of them go first, and naming a template by its hash.
 */
@NullMarked
package dev.mudi.controllers.pods;

import org.jspecify.annotations.NullMarked;
