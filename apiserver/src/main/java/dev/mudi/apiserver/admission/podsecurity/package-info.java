/**
 * The pod security standards (Kubernetes reference, "Pod Security Standards"; KEP-2579): what pods may do at each of three levels, by
 * version. A pod's metadata and spec come in, what it violates goes out. Pure functions of trees.
 */
@NullMarked
package dev.mudi.apiserver.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
