/**
 * What the node agent tells people: events about pods, their containers and the node, with upstream's reasons and wording.
 * In comes what happened, out goes a call of the client's {@link dev.mudi.client.EventRecorder}, which counts, limits and sends.
 */
@NullMarked
package dev.mudi.kubelet.event;

import org.jspecify.annotations.NullMarked;
