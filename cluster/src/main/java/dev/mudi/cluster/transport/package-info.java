/**
 * The way from a component to the API server of the same process: the client's transport on one side, the server's request and
 * response on the other, buffers handed over without a copy.
 */
@NullMarked
package dev.mudi.cluster.transport;

import org.jspecify.annotations.NullMarked;
