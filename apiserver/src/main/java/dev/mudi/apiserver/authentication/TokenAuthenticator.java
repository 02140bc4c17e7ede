package dev.mudi.apiserver.authentication;

import dev.mudi.apiserver.UserInfo;
import java.util.List;
import java.util.Optional;

/** Says for whom a bearer token stands. Safe for several threads. */
@FunctionalInterface
public interface TokenAuthenticator {
    /**
     * Looks at a token.
     *
     * @param audiences for whom the token must be, at least one of them
     * @return empty when it is not a token of this kind
     * @throws InvalidCredentialException when it is, but not good
     */
    Optional<Authenticated> authenticate(String token, List<String> audiences) throws InvalidCredentialException;

    /**
     * A good token.
     *
     * @param user for whom it stands; not yet in the group of the authenticated
     * @param audiences which of those asked for it is good for
     */
    record Authenticated(UserInfo user, List<String> audiences) {
        /** Copies the audiences. */
        public Authenticated {
            audiences = List.copyOf(audiences);
        }
    }
}
