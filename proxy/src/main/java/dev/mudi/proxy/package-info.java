/**
 * Services as packet rules: kube-proxy.
 *
 * <p>Services and EndpointSlices come in from informers; what goes out are transactions to the kernel's packet filter.
 * {@link dev.mudi.proxy.Proxy} notes which services changed; {@code service} decides, purely, which endpoints each of their
 * ports sends to; {@code nft} compiles one port's rules and writes the difference from what the kernel has. The cost of a
 * change is that of the services it touches, never of those that exist.
 */
@NullMarked
package dev.mudi.proxy;

import org.jspecify.annotations.NullMarked;
