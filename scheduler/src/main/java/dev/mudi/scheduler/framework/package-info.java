/** The values that plugins look at (a pod's needs, a node's state) and the plugin points, named as the scheduling framework names them (KEP-624). Immutable, pure. */
@NullMarked
package dev.mudi.scheduler.framework;

import org.jspecify.annotations.NullMarked;
