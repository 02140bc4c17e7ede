/**
 * The node agent's HTTPS server, upstream's port 10250: logs, exec, attach and port forwarding for the API server, metrics
 * and statistics for monitoring. {@link dev.mudi.kubelet.server.KubeletServer} is the way in; a request goes through
 * {@link dev.mudi.kubelet.server.RequestAuth} and then to one endpoint. Netty's event loops move bytes; each request is a
 * virtual thread.
 */
@NullMarked
package dev.mudi.kubelet.server;

import org.jspecify.annotations.NullMarked;
