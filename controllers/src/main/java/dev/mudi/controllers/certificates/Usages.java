package dev.mudi.controllers.certificates;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The usages that a signing request names, as a certificate has them (RFC 5280, sections 4.2.1.3 and 4.2.1.12). */
final class Usages {
    private static final Map<String, Integer> KEY = Map.ofEntries(
            Map.entry("signing", KeyUsage.digitalSignature),
            Map.entry("digital signature", KeyUsage.digitalSignature),
            Map.entry("content commitment", KeyUsage.nonRepudiation),
            Map.entry("key encipherment", KeyUsage.keyEncipherment),
            Map.entry("key agreement", KeyUsage.keyAgreement),
            Map.entry("data encipherment", KeyUsage.dataEncipherment),
            Map.entry("cert sign", KeyUsage.keyCertSign),
            Map.entry("crl sign", KeyUsage.cRLSign),
            Map.entry("encipher only", KeyUsage.encipherOnly),
            Map.entry("decipher only", KeyUsage.decipherOnly));

    private static final Map<String, KeyPurposeId> PURPOSES = Map.ofEntries(
            Map.entry("any", KeyPurposeId.anyExtendedKeyUsage),
            Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
            Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
            Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
            Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
            Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
            Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
            Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
            Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
            Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
            Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
            Map.entry("microsoft sgc", KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.10.3.3"))),
            Map.entry("netscape sgc", KeyPurposeId.getInstance(new ASN1ObjectIdentifier("2.16.840.1.113730.4.1"))));

    private Usages() {}

    /** What the key is for, if anything of that is named. */
    static Optional<KeyUsage> key(Collection<String> usages) {
        int bits = usages.stream().mapToInt(usage -> KEY.getOrDefault(usage, 0)).reduce(0, (all, one) -> all | one);
        return bits == 0 ? Optional.empty() : Optional.of(new KeyUsage(bits));
    }

    /** What the certificate is for, if anything of that is named. */
    static Optional<ExtendedKeyUsage> purposes(Collection<String> usages) {
        var purposes = usages.stream()
                .map(PURPOSES::get)
                .filter(Objects::nonNull)
                .distinct()
                .sorted((one, other) -> one.getId().compareTo(other.getId()))
                .toArray(KeyPurposeId[]::new);
        return purposes.length == 0 ? Optional.empty() : Optional.of(new ExtendedKeyUsage(purposes));
    }
}
