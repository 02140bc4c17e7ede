/**
 * Says which pods are behind each service, in one Endpoints object a service: the older form of EndpointSlices, which
 * older clients read. Rules: upstream's {@code pkg/controller/endpoint}.
 */
@NullMarked
package dev.mudi.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
