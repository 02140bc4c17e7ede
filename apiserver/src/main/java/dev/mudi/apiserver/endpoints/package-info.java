/**
 * The verbs of the API over HTTP: what a request's query and body say is read and checked, the
 * {@linkplain dev.mudi.apiserver.registry registry} does it, and the result is written in the form that the client accepts.
 *
 * <p>{@link dev.mudi.apiserver.endpoints.ResourceHandler} is the way in: it finds the resource's definition and hands the request
 * to the endpoint of its verb. Objects go out as the bytes that are stored, unless the client asks for another form (table,
 * metadata only, YAML, pretty).
 */
@NullMarked
package dev.mudi.apiserver.endpoints;

import org.jspecify.annotations.NullMarked;
