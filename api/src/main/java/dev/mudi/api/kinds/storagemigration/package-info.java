/** The kinds of the groups storagemigration.k8s.io and internal.apiserver.k8s.io: in which versions objects are stored. */
@NullMarked
package dev.mudi.api.kinds.storagemigration;

import org.jspecify.annotations.NullMarked;
