package dev.mudi.api.kinds.certificates;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.SignerNames;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Rules for requests of certificates (Kubernetes reference, CertificateSigningRequest). Stateless. */
final class CertificateValidation {
    private static final String LEGACY_SIGNER = "kubernetes.io/legacy-unknown";
    private static final List<String> TRUE_TYPES = List.of("Approved", "Denied", "Failed");
    private static final List<String> USAGES = List.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    private CertificateValidation() {}

    /** What an update may do that others may not. */
    enum Right {
        /** Nothing. */
        NONE,
        /** Set the certificate. */
        SIGN,
        /** Approve and deny. */
        APPROVE
    }

    static void create(At request) {
        request(request, request.holding(null));
    }

    private static void request(At request, At before) {
        var spec = request.at("spec");
        mustBeSigned(spec.at("request"));
        usages(spec.at("usages"), before.at("spec", "usages").texts());
        var signer = spec.at("signerName");
        if (signer.is(LEGACY_SIGNER) && !before.at("spec", "signerName").is(LEGACY_SIGNER)) {
            signer.invalid("the legacy signerName is not allowed via this API version");
        } else {
            SignerNames.validate(signer);
        }
        var seconds = spec.at("expirationSeconds");
        if (seconds.isSet() && seconds.number() < 600) {
            seconds.invalidNumber("may not specify a duration less than 600 seconds (10 minutes)");
        }
        conditions(request.at("status", "conditions"), before.at("status", "conditions"));
        var certificate = request.at("status", "certificate");
        var old = before.at("status", "certificate");
        boolean kept =
                before.isSet() && (certificate.same(old) || complaint(old).isPresent());
        if (!kept) {
            complaint(certificate).ifPresent(wrong -> certificate.invalid("<certificate data>", wrong));
        }
    }

    private static void mustBeSigned(At request) {
        try {
            CertificateRequest.parse(bytes(request));
        } catch (GeneralSecurityException e) {
            request.invalid(
                    request.isSet() ? request.value() : NullValue.NULL,
                    Optional.ofNullable(e.getMessage()).orElse("x509: malformed certificate request"));
        }
    }

    private static byte[] bytes(At base64) {
        try {
            return Base64.getDecoder().decode(base64.text());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static void usages(At usages, List<String> before) {
        usages.mustBeGiven();
        if (USAGES.containsAll(before)) {
            usages.items().forEach(usage -> usage.mustBeOneOf(USAGES));
        }
        if (new HashSet<>(before).size() < before.size()) {
            return;
        }
        var seen = new HashSet<String>();
        for (var usage : usages.items()) {
            if (!seen.add(usage.text())) {
                usage.duplicate();
            }
        }
    }

    private static void conditions(At conditions, At before) {
        var old = before.items().stream()
                .map(condition -> condition.at("type").text())
                .toList();
        boolean mayBeEmpty = old.contains("");
        boolean mayBeBoth = old.contains("Approved") && old.contains("Denied");
        boolean mayRepeat = new HashSet<>(old).size() < old.size();
        var seen = new HashSet<String>();
        for (var condition : conditions.items()) {
            var type = condition.at("type");
            if (!mayBeEmpty) {
                type.mustBeGiven();
            }
            var status = condition.at("status");
            if (status.mustBeGiven()) {
                status.mustBeOneOf(
                        TRUE_TYPES.contains(type.text()) ? List.of("True") : List.of("False", "True", "Unknown"));
            }
            boolean clash = (type.is("Approved") && seen.contains("Denied"))
                    || (type.is("Denied") && seen.contains("Approved"));
            if (clash && !mayBeBoth) {
                conditions.invalid(type.text(), "Approved and Denied conditions are mutually exclusive");
            }
            if (!seen.add(type.text()) && !mayRepeat) {
                type.duplicate();
            }
        }
    }

    /** What is wrong with certificates in PEM; none may be there. */
    private static Optional<String> complaint(At certificate) {
        var pem = bytes(certificate);
        if (pem.length == 0) {
            return Optional.empty();
        }
        var blocks = Pem.blocks(new String(pem, StandardCharsets.ISO_8859_1));
        for (var block : blocks) {
            if (!block.type().equals("CERTIFICATE")) {
                return Optional.of("only CERTIFICATE PEM blocks are allowed, found \"" + block.type() + "\"");
            }
            if (block.hasHeaders()) {
                return Optional.of("no PEM block headers are permitted");
            }
            try {
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.bytes()));
            } catch (CertificateException e) {
                return Optional.of("x509: malformed certificate");
            }
        }
        return blocks.isEmpty() ? Optional.of("must contain at least one CERTIFICATE PEM block") : Optional.empty();
    }

    static void update(At request, At before, Right right) {
        request(request, before);
        var conditions = request.at("status", "conditions");
        for (var type : TRUE_TYPES) {
            if (ofType(request, type).size() < ofType(before, type).size()) {
                conditions.forbidden("updates may not remove a condition of type \"" + type + "\"");
            }
        }
        if (right != Right.APPROVE) {
            for (var type : List.of("Approved", "Denied")) {
                var now = ofType(request, type);
                var then = ofType(before, type);
                if (now.size() > then.size()) {
                    conditions.forbidden("updates may not add a condition of type \"" + type + "\"");
                } else if (now.size() == then.size() && !Semantics.equal(list(now), list(then))) {
                    conditions.forbidden("updates may not modify a condition of type \"" + type + "\"");
                }
            }
        }
        var certificate = request.at("status", "certificate");
        var old = before.at("status", "certificate");
        if (!certificate.same(old)) {
            if (right != Right.SIGN) {
                certificate.forbidden("updates may not set certificate content");
            } else if (!old.isEmpty()) {
                certificate.forbidden("updates may not modify existing certificate content");
            }
        }
    }

    private static List<ObjectValue> ofType(At request, String type) {
        return request.at("status", "conditions").items().stream()
                .filter(condition -> condition.at("type").is(type))
                .map(At::object)
                .toList();
    }

    private static ArrayValue list(List<ObjectValue> items) {
        return new ArrayValue(List.copyOf(items));
    }
}
