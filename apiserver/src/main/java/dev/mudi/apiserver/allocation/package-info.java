/**
 * Addresses and node ports of Services: taken in the store before a Service is stored, given back when it is not or is gone. An address
 * is an IPAddress, a node port a key; a question about one is a look-up, however many Services there are. What a crash leaves,
 * {@link dev.mudi.apiserver.allocation.AllocationRepair} puts right.
 */
@NullMarked
package dev.mudi.apiserver.allocation;

import org.jspecify.annotations.NullMarked;
