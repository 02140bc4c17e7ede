/**
 * How the command talks to the daemon: a Unix socket in the data directory, readable by its owner only; a line of JSON asks, a
 * line of JSON answers.
 */
@NullMarked
package dev.mudi.cluster.control;

import org.jspecify.annotations.NullMarked;
