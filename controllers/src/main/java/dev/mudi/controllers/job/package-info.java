/**
 * Runs pods until enough of them have succeeded.
 *
 * <p>In come Jobs and pods from informers. {@link dev.mudi.controllers.job.JobAccount} counts each pod's end exactly once:
 * a pod keeps the finalizer {@code batch.kubernetes.io/job-tracking} until its uid stands in the status, and leaves the
 * status when the finalizer is gone. {@link dev.mudi.controllers.job.JobVerdict} says whether the Job is over, and
 * {@link dev.mudi.controllers.job.JobPlan} how many pods to create or to delete. Rules: Kubernetes reference, "Jobs",
 * KEP-2307, and upstream's {@code pkg/controller/job}.
 */
@NullMarked
package dev.mudi.controllers.job;

import org.jspecify.annotations.NullMarked;
