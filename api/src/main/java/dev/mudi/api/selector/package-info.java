/**
 * Label and field selectors (Kubernetes reference, "Labels and Selectors", "Field Selectors"). In come the texts of query
 * parameters and the {@code LabelSelector} objects of specs; out come immutable selectors that match labels and fields. What is
 * malformed is refused with upstream's words.
 */
@NullMarked
package dev.mudi.api.selector;

import org.jspecify.annotations.NullMarked;
