/**
 * Amounts ({@code 100m}, {@code 1Gi}) and counts that may be percentages ({@code 25%}). In come texts, out come exact numbers, and
 * the canonical text that upstream writes (Kubernetes reference, "Quantity"). Everything is immutable.
 */
@NullMarked
package dev.mudi.api.quantity;

import org.jspecify.annotations.NullMarked;
