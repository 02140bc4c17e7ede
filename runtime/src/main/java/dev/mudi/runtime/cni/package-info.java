/**
 * Pod networking by CNI plugins: the first configuration list of the configuration directory, run plugin by plugin with the
 * environment and standard input that the CNI specification (1.0.0) gives them.
 *
 * <p>In come a network namespace and what the pod wants (port mappings, bandwidth); out come its addresses. What was added
 * is kept on disk with the configuration it was added by, so that it can be deleted after a restart, and after the
 * configuration has changed.
 */
@NullMarked
package dev.mudi.runtime.cni;

import org.jspecify.annotations.NullMarked;
