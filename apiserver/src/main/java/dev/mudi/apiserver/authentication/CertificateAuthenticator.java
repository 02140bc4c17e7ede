package dev.mudi.apiserver.authentication;

import dev.mudi.apiserver.UserInfo;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/**
 * Reads a user off a client certificate: the common name is the user, the organizations are the groups (Kubernetes reference,
 * "Authenticating", X509 client certificates). A signature is checked once and remembered, within a bound; the dates each time.
 */
public final class CertificateAuthenticator {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final String CREDENTIAL = "X509SHA256=";
    private static final int REMEMBERED = 1_024;

    private final List<X509Certificate> authorities;
    private final InstantSource clock;

    /** Certificates whose chain was found good, and their users. Guarded by itself. */
    private final Map<X509Certificate, UserInfo> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<X509Certificate, UserInfo> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Trusts these authorities. */
    public CertificateAuthenticator(List<X509Certificate> authorities, InstantSource clock) {
        this.authorities = List.copyOf(authorities);
        this.clock = clock;
    }

    /**
     * The user of a chain whose first certificate is the client's.
     *
     * @throws InvalidCredentialException when no authority vouches for it, it is out of date, or it is not for clients
     */
    public UserInfo authenticate(List<X509Certificate> chain) throws InvalidCredentialException {
        var leaf = chain.getFirst();
        var now = clock.instant();
        if (now.isBefore(leaf.getNotBefore().toInstant())
                || now.isAfter(leaf.getNotAfter().toInstant())) {
            throw new InvalidCredentialException("x509: certificate has expired or is not yet valid: current time "
                    + now + ", valid from "
                    + leaf.getNotBefore().toInstant() + " to "
                    + leaf.getNotAfter().toInstant());
        }
        var user = remembered(leaf);
        if (user == null) {
            verify(chain);
            user = user(leaf);
            remember(leaf, user);
        }
        return user;
    }

    /** Whether a user was known by a certificate of their own. */
    public static boolean isBy(UserInfo user) {
        var credential = user.extra().getOrDefault(ServiceAccountTokens.CREDENTIAL_ID, List.of());
        return !credential.isEmpty() && credential.getFirst().startsWith(CREDENTIAL);
    }

    private @Nullable UserInfo remembered(X509Certificate leaf) {
        synchronized (known) {
            return known.get(leaf);
        }
    }

    private void remember(X509Certificate leaf, UserInfo user) {
        synchronized (known) {
            known.put(leaf, user);
        }
    }

    /** Follows the issuers from the leaf through what the client sent to one of the authorities. */
    private void verify(List<X509Certificate> chain) throws InvalidCredentialException {
        requireClientUsage(chain.getFirst());
        var here = chain.getFirst();
        for (int next = 1; next <= chain.size(); next++) {
            for (var authority : authorities) {
                if (isSigned(here, authority)) {
                    return;
                }
            }
            if (next < chain.size()
                    && isSigned(here, chain.get(next))
                    && chain.get(next).getBasicConstraints() >= 0) {
                here = chain.get(next);
            }
        }
        throw new InvalidCredentialException("x509: certificate signed by unknown authority");
    }

    private static boolean isSigned(X509Certificate certificate, X509Certificate by) {
        if (!certificate.getIssuerX500Principal().equals(by.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(by.getPublicKey());
            return true;
        } catch (GeneralSecurityException anotherKeyOfThatName) {
            return false;
        }
    }

    private static void requireClientUsage(X509Certificate leaf) throws InvalidCredentialException {
        try {
            var usages = leaf.getExtendedKeyUsage();
            if (usages == null || usages.contains(CLIENT_AUTH) || usages.contains(ANY_USAGE)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidCredentialException("x509: extended key usage cannot be read: " + e.getMessage());
        }
        throw new InvalidCredentialException("x509: certificate specifies an incompatible key usage");
    }

    private static UserInfo user(X509Certificate leaf) throws InvalidCredentialException {
        var name = "";
        var groups = new ArrayList<String>();
        try {
            for (var part : new LdapName(leaf.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    name = part.getValue().toString();
                } else if (part.getType().equalsIgnoreCase("O")) {
                    groups.add(part.getValue().toString());
                }
            }
            if (name.isEmpty()) {
                throw new InvalidCredentialException("x509: the subject has no common name");
            }
            var print = MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded());
            var id = CREDENTIAL + HexFormat.of().formatHex(print);
            return new UserInfo(name, "", groups, Map.of(ServiceAccountTokens.CREDENTIAL_ID, List.of(id)));
        } catch (InvalidNameException | GeneralSecurityException e) {
            throw new InvalidCredentialException("x509: the subject cannot be read: " + e.getMessage());
        }
    }
}
