package dev.mudi.etcd.auth;

import java.util.Optional;

/** Gives out and recognises the tokens by which a client that has shown its password is known afterwards. */
public interface Tokens {
    /** A token for a user that there is. */
    String issue(AuthState auth, User user);

    /** Whose token this is; empty when it is no longer good, or never was. */
    Optional<Caller> recognise(AuthState auth, String token);
}
