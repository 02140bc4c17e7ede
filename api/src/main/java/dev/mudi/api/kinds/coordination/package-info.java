/** The kinds of the group coordination.k8s.io: leases. */
@NullMarked
package dev.mudi.api.kinds.coordination;

import org.jspecify.annotations.NullMarked;
