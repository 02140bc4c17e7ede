/**
 * The messages of the Container Runtime Interface v1, generated from {@code cri-api.proto}. In and out of the runtime go
 * these messages and nothing else, so that a CRI socket can stand between kubelet and runtime without a change to either.
 */
@NullMarked
package dev.mudi.runtime.cri;

import org.jspecify.annotations.NullMarked;
