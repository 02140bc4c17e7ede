/**
 * The description of the API for clients: OpenAPI v3, a document a group and version, and OpenAPI v2, one document of everything,
 * as JSON or in the protobuf form that kubectl before 1.26 asks for.
 *
 * <p>In come resource definitions; out go bytes. Documents are large and rarely asked for: they are written piece by piece, nothing is
 * kept here, and the caller decides what to cache. {@link dev.mudi.api.openapi.OpenApi} is the way in.
 */
@NullMarked
package dev.mudi.api.openapi;

import org.jspecify.annotations.NullMarked;
