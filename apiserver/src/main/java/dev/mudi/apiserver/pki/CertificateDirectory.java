package dev.mudi.apiserver.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** A folder of certificates with their keys, {@code NAME.crt} and {@code NAME.key}: read while they are good, else made. */
record CertificateDirectory(Path directory, InstantSource clock, Keys keys) {
    /** Certificates are made anew when they are good for less than this. */
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);

    /** How keys are written. */
    enum Keys {
        /** As every client of Kubernetes reads them. */
        USUAL,
        PKCS8
    }

    static CertificateDirectory open(Path directory, InstantSource clock, Keys keys) throws IOException {
        Files.createDirectories(directory);
        return new CertificateDirectory(directory, clock, keys);
    }

    /** The authority under a name, made if there is none. */
    Authority authority(String name, String commonName) throws IOException {
        var certificate = file(name + ".crt");
        var key = file(name + ".key");
        if (!Files.exists(certificate)) {
            if (Files.exists(key)) {
                throw new IOException(key + " is there, but " + certificate
                        + " is missing: restore it, or remove both to begin with new certificates");
            }
            store(name, Authority.create(commonName, clock));
        }
        return new Authority(load(name), clock);
    }

    /** The certificate under a name, made anew if it has to be. */
    KeyedCertificate keep(String name, Authority by, CertificateRequest request) throws IOException {
        if (Files.exists(file(name + ".crt")) && Files.exists(file(name + ".key"))) {
            var kept = load(name);
            if (isGood(kept.certificate(), by, request)) {
                return kept;
            }
        }
        var made = by.issue(request);
        store(name, made);
        return made;
    }

    private boolean isGood(X509Certificate certificate, Authority by, CertificateRequest request) {
        var soon = clock.instant().plus(RENEW_BEFORE);
        return certificate.getNotAfter().toInstant().isAfter(soon)
                && isSignedBy(certificate, by)
                && subject(certificate).equals(subject(request))
                && names(certificate).containsAll(request.dnsNames())
                && names(certificate).containsAll(request.addresses());
    }

    /** The name of an authority is not enough: another server's may have taken its place. */
    private static boolean isSignedBy(X509Certificate certificate, Authority by) {
        try {
            certificate.verify(by.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static List<String> subject(CertificateRequest request) {
        return Stream.concat(
                        request.organizations().stream().map(group -> "O=" + group),
                        Stream.of("CN=" + request.commonName()))
                .toList();
    }

    /** As users of Kubernetes are compared, letter by letter, which names of X.500 are not. */
    private static List<String> subject(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .map(part -> part.getType() + "=" + part.getValue())
                            .toList();
        } catch (InvalidNameException _) {
            return List.of();
        }
    }

    private static Set<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream().map(name -> Objects.toString(name.get(1))).collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    private KeyedCertificate load(String name) throws IOException {
        return new KeyedCertificate(
                Pem.certificates(file(name + ".crt")).getFirst(), Pem.privateKey(file(name + ".key")));
    }

    private void store(String name, KeyedCertificate made) throws IOException {
        var key = made.key();
        Pem.writeSecret(
                file(name + ".key"),
                keys == Keys.PKCS8
                        ? Pem.pkcs8(key)
                        : Pem.text(key, made.certificate().getPublicKey()));
        Pem.writePublic(file(name + ".crt"), Pem.text(made.certificate()));
    }

    Path file(String name) {
        return directory.resolve(name);
    }
}
