package dev.mudi.apiserver.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and the key that proves it. */
public record KeyedCertificate(X509Certificate certificate, PrivateKey key) {}
