/**
 * What is served, said to clients: {@code /api}, {@code /apis} and below, aggregated (KEP-3352) or not, and the OpenAPI documents.
 * The registry's definitions come in; documents that are made once a change of the registry, with ETags, go out.
 */
@NullMarked
package dev.mudi.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
