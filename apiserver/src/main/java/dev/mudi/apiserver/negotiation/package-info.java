/**
 * In which form a client wants its answer: what its Accept header says, read once for objects, discovery and refusals alike
 * (RFC 9110, section 12.5.1), and JSON for people. In comes a request; out go its wishes, the best first.
 */
@NullMarked
package dev.mudi.apiserver.negotiation;

import org.jspecify.annotations.NullMarked;
