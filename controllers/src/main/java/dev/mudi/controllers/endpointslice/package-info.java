/**
 * Says which pods are behind each service, in EndpointSlices of at most a hundred.
 *
 * <p>In come services, pods, nodes and slices from informers. {@link dev.mudi.controllers.endpointslice.ServiceEndpoints}
 * is what the slices should hold, {@link dev.mudi.controllers.services.SlicePlan} the fewest writes that lead there.
 * Rules: Kubernetes reference, "EndpointSlices", and upstream's {@code k8s.io/endpointslice}.
 */
@NullMarked
package dev.mudi.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
