package dev.mudi.api.kinds.certificates;

import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.SignerNames;
import dev.mudi.api.validation.Syntax;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Rules for bundles of certificates to trust (Kubernetes reference, ClusterTrustBundle). Stateless. */
final class TrustBundleValidation {
    private static final int LARGEST = 1024 * 1024;
    private static final String OMITTED = "<value omitted>";

    private TrustBundleValidation() {}

    static void create(At bundle) {
        validate(bundle);
        certificates(bundle.at("spec", "trustBundle"));
    }

    static void update(At bundle, At before) {
        validate(bundle);
        if (!bundle.at("spec", "trustBundle").same(before.at("spec", "trustBundle"))) {
            certificates(bundle.at("spec", "trustBundle"));
        }
        bundle.at("spec", "signerName").mustNotHaveChanged(before.at("spec", "signerName"));
    }

    private static void validate(At bundle) {
        var name = bundle.at("metadata", "name");
        var signer = bundle.at("spec", "signerName");
        if (!name.isEmpty()) {
            name(name, signer.text());
        }
        if (!signer.isEmpty()) {
            SignerNames.validate(signer);
        }
    }

    /** The name tells the signer. */
    private static void name(At name, String signer) {
        if (signer.isEmpty()) {
            if (name.text().contains(":")) {
                name.invalid("ClusterTrustBundle without signer name must not have \":\" in its name");
            } else {
                MetadataRules.complaints(NameRule.DNS_SUBDOMAIN, name.text(), false)
                        .forEach(name::invalid);
            }
            return;
        }
        var prefix = signer.replace('/', ':') + ":";
        if (name.text().startsWith(prefix)) {
            var rest = name.text().substring(prefix.length());
            MetadataRules.complaints(NameRule.DNS_SUBDOMAIN, rest, false).forEach(name::invalid);
        } else {
            name.invalid("ClusterTrustBundle for signerName " + signer + " must be named with prefix " + prefix);
        }
    }

    private static void certificates(At bundle) {
        if (Syntax.bytes(bundle.text()) > LARGEST) {
            bundle.tooLong(LARGEST);
            return;
        }
        var blocks = Pem.blocks(bundle.text());
        var places = new LinkedHashMap<String, List<Integer>>();
        boolean good = true;
        for (int i = 0; i < blocks.size(); i++) {
            var wrong = complaint(blocks.get(i));
            if (wrong.isPresent()) {
                bundle.invalid(OMITTED, "entry " + i + " " + wrong.get());
                good = false;
            } else {
                var key = HexFormat.of().formatHex(blocks.get(i).bytes());
                places.computeIfAbsent(key, ignored -> new ArrayList<>()).add(i);
            }
        }
        if (!good) {
            return;
        }
        if (places.isEmpty()) {
            bundle.invalid(OMITTED, "at least one trust anchor must be provided");
        }
        for (var indices : places.values()) {
            if (indices.size() > 1) {
                var shown = indices.toString().replace(",", "");
                bundle.invalid(OMITTED, "duplicate trust anchor (indices " + shown + ")");
            }
        }
    }

    private static Optional<String> complaint(Pem.Block block) {
        if (!block.type().equals("CERTIFICATE")) {
            return Optional.of("has bad block type: " + block.type());
        }
        if (block.hasHeaders()) {
            return Optional.of("has PEM block headers");
        }
        try {
            var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes()));
            return certificate.getBasicConstraints() < 0
                    ? Optional.of("does not have the CA bit set")
                    : Optional.empty();
        } catch (CertificateException e) {
            return Optional.of("does not parse as X.509");
        }
    }
}
