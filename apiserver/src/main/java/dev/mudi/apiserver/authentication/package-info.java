/**
 * Who asks. In comes a request, out goes a {@link dev.mudi.apiserver.UserInfo} or a refusal (401).
 *
 * <p>{@link dev.mudi.apiserver.authentication.RequestAuthenticator} tries the credentials in upstream's order: a user vouched for by
 * the same process, a front proxy's headers, a client certificate, a bearer token (static, then service account), and last nobody in
 * particular. A credential that is there but wrong is refused even where anonymous requests are allowed.
 *
 * <p>{@link dev.mudi.apiserver.authentication.ServiceAccountTokens} issues and checks the signed tokens of KEP-1205; a token is good
 * only while the objects it is bound to live, which is asked of the watch cache at each request.
 */
@NullMarked
package dev.mudi.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
