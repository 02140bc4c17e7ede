/** DNS on the wire: UDP and TCP sockets, forwarding, and its bounded cache. */
@NullMarked
package dev.mudi.dns.server;

import org.jspecify.annotations.NullMarked;
