package dev.mudi.etcd.auth;

/**
 * Who asks.
 *
 * @param user empty for no one in particular
 * @param revision of the {@link AuthState} at which the user was recognised
 */
public record Caller(String user, long revision) {
    public static final Caller NOBODY = new Caller("", 0);
}
