/**
 * Addresses and node ports of Services: taken before a Service is stored, without leak or clash. What is in use is what the stored
 * Services say, read from the watch cache, and what writes under way have taken; nothing else is kept, so nothing can be forgotten.
 */
@NullMarked
package dev.mudi.apiserver.allocation;

import org.jspecify.annotations.NullMarked;
