/**
 * The API server: HTTP in, objects out.
 *
 * <p>A {@link dev.mudi.apiserver.ApiRequest} comes in over TLS (package {@code http}) or from the same process, and goes
 * through the stages that {@code stages.RequestChain} lists: request info, authentication, impersonation, authorization, and
 * then the {@linkplain dev.mudi.apiserver.RequestHandler handler} of what was asked for: a resource (package
 * {@code registry}), a stream to a node (package {@code streaming}), or one of the server's own endpoints. Out goes an answer
 * on an {@link dev.mudi.apiserver.ApiResponse}; every refusal is a {@link dev.mudi.api.status.StatusException} thrown by
 * whoever refuses and rendered in one place.
 *
 * <p>This top package holds the types at which the parts meet. The parts know these and not each other;
 * {@code ApiServer} alone knows the parts.
 */
@NullMarked
package dev.mudi.apiserver;

import org.jspecify.annotations.NullMarked;
