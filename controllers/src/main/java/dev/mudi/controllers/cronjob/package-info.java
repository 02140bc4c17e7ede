/**
 * Makes Jobs by the clock.
 *
 * <p>{@link dev.mudi.controllers.cronjob.CronSchedule} knows when, {@link dev.mudi.controllers.cronjob.CronDecision}
 * whether a time that has come is still to be served. Rules: Kubernetes reference, "CronJob", and upstream's
 * {@code pkg/controller/cronjob}.
 */
@NullMarked
package dev.mudi.controllers.cronjob;

import org.jspecify.annotations.NullMarked;
