/** The kinds of the group autoscaling: horizontal pod autoscalers. */
@NullMarked
package dev.mudi.api.kinds.autoscaling;

import org.jspecify.annotations.NullMarked;
