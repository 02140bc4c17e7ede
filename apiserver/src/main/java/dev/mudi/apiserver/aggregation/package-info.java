/**
 * API services: which group versions there are, and who serves them. What this server serves by itself has an APIService without a
 * service behind it: of the built-in group versions they are {@linkplain dev.mudi.apiserver.bootstrap.BootstrapObjects made at the
 * start}, of those of CustomResourceDefinitions {@link dev.mudi.apiserver.aggregation.LocalApiServices} keeps them, as
 * kube-aggregator's autoregister, CRD registration and local availability controllers do. Of those with a service behind them
 * {@link dev.mudi.apiserver.aggregation.RemoteApiServices} says what keeps them from being available: requests are not passed on to
 * other servers yet.
 */
@NullMarked
package dev.mudi.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
