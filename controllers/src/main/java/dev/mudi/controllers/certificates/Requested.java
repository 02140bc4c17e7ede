package dev.mudi.controllers.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * What a PKCS #10 request asks for (RFC 2986).
 *
 * @param request the request itself
 */
record Requested(PKCS10CertificationRequest request) {

    /** Reads the request out of the object; IllegalArgumentException if it is none. */
    static Requested of(CertificateSigningRequest object) {
        var pem = new String(Base64.getDecoder().decode(object.getSpec().getRequest()), StandardCharsets.UTF_8);
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest request) {
                return new Requested(request);
            }
            throw new IllegalArgumentException("PEM block type must be CERTIFICATE REQUEST");
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    String commonName() {
        var names = texts(BCStyle.CN);
        return names.isEmpty() ? "" : names.getLast();
    }

    List<String> organizations() {
        return texts(BCStyle.O);
    }

    private List<String> texts(ASN1ObjectIdentifier type) {
        var texts = new ArrayList<String>();
        for (var part : request.getSubject().getRDNs(type)) {
            for (var attribute : part.getTypesAndValues()) {
                texts.add(IETFUtils.valueToString(attribute.getValue()));
            }
        }
        return texts;
    }

    /** The names and addresses beside the subject. */
    Optional<GeneralNames> alternatives() {
        for (var attribute : request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
            for (var value : attribute.getAttributeValues()) {
                var names =
                        GeneralNames.fromExtensions(Extensions.getInstance(value), Extension.subjectAlternativeName);
                if (names != null) {
                    return Optional.of(names);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether there is an alternative name of a sort, such as {@link GeneralName#dNSName}. */
    boolean hasAlternative(int sort) {
        return alternatives().stream()
                .flatMap(names -> List.of(names.getNames()).stream())
                .anyMatch(name -> name.getTagNo() == sort);
    }
}
