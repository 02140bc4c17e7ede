/**
 * Empties namespaces that are being deleted, pods first, and lets them go when nothing is left.
 *
 * <p>{@link dev.mudi.controllers.namespace.NamespaceContent} deletes and counts,
 * {@link dev.mudi.controllers.namespace.NamespaceConditions} says in the status what is in the way. Rules: Kubernetes
 * reference, "Namespaces", KEP-5080 (ordered namespace deletion), and upstream's {@code pkg/controller/namespace}.
 */
@NullMarked
package dev.mudi.controllers.namespace;

import org.jspecify.annotations.NullMarked;
