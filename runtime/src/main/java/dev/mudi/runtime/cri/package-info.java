/**
 * The vocabulary of the Container Runtime Interface v1: its messages, generated from {@code cri-api.proto}, the exception
 * its calls fail with, and the sessions that stand for its streams in process. In and out of the runtime goes this and
 * nothing else, so that a CRI socket can stand between kubelet and runtime without a change to either.
 */
@NullMarked
package dev.mudi.runtime.cri;

import org.jspecify.annotations.NullMarked;
