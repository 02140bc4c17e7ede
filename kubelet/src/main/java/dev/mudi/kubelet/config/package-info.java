/**
 * The node agent's configuration: upstream's {@code KubeletConfiguration} kind, of which what exists here has upstream's
 * names and defaults, and the facts of this node that no file says. In come a document and facts, out go typed answers.
 */
@NullMarked
package dev.mudi.kubelet.config;

import org.jspecify.annotations.NullMarked;
