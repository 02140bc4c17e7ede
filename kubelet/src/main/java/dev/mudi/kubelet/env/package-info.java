/**
 * A container's environment: its variables from values, ConfigMaps, Secrets, pod fields and resources, and the addresses of
 * services, with {@code $(NAME)} references expanded. In come the pod, the objects it refers to and the node's facts; out
 * goes a map of names and values in a stable order.
 */
@NullMarked
package dev.mudi.kubelet.env;

import org.jspecify.annotations.NullMarked;
