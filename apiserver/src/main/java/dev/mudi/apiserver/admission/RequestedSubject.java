package dev.mudi.apiserver.admission;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** Reads PKCS #10 requests; apart, so that BouncyCastle is loaded when there is one. */
final class RequestedSubject {
    private RequestedSubject() {}

    /** The organizations, which are the groups, of the request in a {@code spec.request}; IllegalArgumentException if it is none. */
    static List<String> organizations(String base64) {
        return texts(base64, BCStyle.O);
    }

    /** The common name, which is the user; empty if there is none; IllegalArgumentException if it is no request. */
    static String commonName(String base64) {
        var names = texts(base64, BCStyle.CN);
        return names.isEmpty() ? "" : names.getLast();
    }

    private static List<String> texts(String base64, ASN1ObjectIdentifier type) {
        var pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        try (var parser = new PEMParser(new StringReader(pem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new IllegalArgumentException("PEM block type must be CERTIFICATE REQUEST");
            }
            var texts = new ArrayList<String>();
            for (var part : request.getSubject().getRDNs(type)) {
                for (var attribute : part.getTypesAndValues()) {
                    texts.add(IETFUtils.valueToString(attribute.getValue()));
                }
            }
            return texts;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
