/** The kinds of the group scheduling.k8s.io: priority classes. */
@NullMarked
package dev.mudi.api.kinds.scheduling;

import org.jspecify.annotations.NullMarked;
