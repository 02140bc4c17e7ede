/** The kinds of the group discovery.k8s.io: endpoint slices. */
@NullMarked
package dev.mudi.api.kinds.discovery;

import org.jspecify.annotations.NullMarked;
