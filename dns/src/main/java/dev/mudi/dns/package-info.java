/**
 * Cluster DNS: names of services and pods, as CoreDNS answers them with its kubernetes plugin (Kubernetes DNS-Based Service
 * Discovery, specification 1.1.0); every other name is forwarded to the host's name servers.
 *
 * <p>Services and EndpointSlices come in from informers and change {@code records} one service at a time; questions come in by
 * UDP and TCP in {@code server}. No question looks at more than one service.
 */
@NullMarked
package dev.mudi.dns;

import org.jspecify.annotations.NullMarked;
