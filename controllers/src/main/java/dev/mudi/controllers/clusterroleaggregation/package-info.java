/**
 * Fills cluster roles that have an aggregation rule with the rules of those that they select (Kubernetes reference,
 * "Using RBAC Authorization", "Aggregated ClusterRoles"; upstream: {@code pkg/controller/clusterroleaggregation}).
 */
@NullMarked
package dev.mudi.controllers.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
