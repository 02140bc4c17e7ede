/**
 * The endpoints about the server itself: {@code /healthz}, {@code /livez}, {@code /readyz} with their single checks,
 * {@code /version}, and the discovery of the token issuer ({@code /openid/v1/jwks}, {@code /.well-known/openid-configuration}).
 */
@NullMarked
package dev.mudi.apiserver.health;

import org.jspecify.annotations.NullMarked;
