/**
 * Streams between a client and a container. The two ways in which clients bring several streams over one connection,
 * WebSocket channels and SPDY/3.1 (KEP-4006), come in as Netty channels; out come {@link dev.mudi.kubelet.stream.RemoteStreams}
 * of plain blocking streams, which {@link dev.mudi.kubelet.stream.RemoteCommand} and
 * {@link dev.mudi.kubelet.stream.PortForward} join to the runtime's. Event loops move bytes only; all else is on virtual
 * threads.
 */
@NullMarked
package dev.mudi.kubelet.stream;

import org.jspecify.annotations.NullMarked;
