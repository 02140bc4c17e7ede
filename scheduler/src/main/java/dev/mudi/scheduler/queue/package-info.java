/** Which pod is next: by priority, then by waiting time; back-off after a failure; pods that no node fits wait for a change that could help them. Pure, with time passed in. */
@NullMarked
package dev.mudi.scheduler.queue;

import org.jspecify.annotations.NullMarked;
