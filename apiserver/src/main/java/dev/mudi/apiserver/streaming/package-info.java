/**
 * Streams to nodes: exec, attach, port forward and logs of pods, and the proxies to nodes, pods and services.
 *
 * <p>In comes a request that passed all stages; out goes whatever the kubelet (or the pod, for a proxy) answers. The API server does
 * not take part in the conversation: it sends the request on over a connection of its own and, when the other side switches
 * protocols, pipes raw bytes both ways. So kubectl's WebSocket (v4 and v5.channel.k8s.io) and the SPDY/3.1 of kubectl up to 1.30 go
 * through alike, and the kubelet's streaming server speaks both.
 *
 * <p>Proxies are reverse proxies: redirects and the links of pages are led back through the proxy's path ({@code ProxyLinks},
 * {@code HtmlLinks}), and a service is reached at the pods of its namespace only ({@code ProxyTargets}).
 *
 * <p>Connections are plain blocking sockets on virtual threads, made by a {@link dev.mudi.apiserver.streaming.NodeConnector}.
 */
@NullMarked
package dev.mudi.apiserver.streaming;

import org.jspecify.annotations.NullMarked;
