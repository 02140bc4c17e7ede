/**
 * The {@code mudi} command: one class a sub-command in {@code command}, what the host must have in {@code host}, printing in
 * {@code output}. The command starts the daemon, then talks to it over its control socket and to the cluster over HTTPS like
 * any client.
 */
@NullMarked
package dev.mudi.cli;

import org.jspecify.annotations.NullMarked;
