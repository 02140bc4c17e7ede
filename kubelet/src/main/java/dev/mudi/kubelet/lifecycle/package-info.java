/**
 * The hooks of a container's life: postStart and preStop, by exec, HTTP, TCP or sleep. In comes a handler, out goes whether
 * it went well; how long it may take is the caller's business.
 */
@NullMarked
package dev.mudi.kubelet.lifecycle;

import org.jspecify.annotations.NullMarked;
