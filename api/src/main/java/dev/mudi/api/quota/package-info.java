/**
 * What a ResourceQuota counts (kube-apiserver and kube-controller-manager, {@code pkg/quota/v1}): how much of which resources an
 * object uses, and which quotas that concerns. {@link dev.mudi.api.quota.QuotaEvaluator} finds the rules of a kind. Pure functions of
 * trees; admission charges by them, and the quota controller counts by the same.
 */
@NullMarked
package dev.mudi.api.quota;

import org.jspecify.annotations.NullMarked;
