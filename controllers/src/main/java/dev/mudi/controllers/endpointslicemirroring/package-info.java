/**
 * Mirrors Endpoints that somebody writes by hand, for a service without selector, into EndpointSlices, for those who read
 * nothing else (upstream: {@code pkg/controller/endpointslicemirroring}).
 */
@NullMarked
package dev.mudi.controllers.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
