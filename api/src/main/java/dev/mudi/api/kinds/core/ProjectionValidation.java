package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.FilePaths;
import dev.mudi.api.validation.Selectors;
import dev.mudi.api.validation.SignerNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for projected volumes, which put files from several sources into one directory. Stateless. */
final class ProjectionValidation {
    private static final long LEAST_TOKEN_SECONDS = 600;
    private static final long LEAST_CERTIFICATE_SECONDS = 3600;
    private static final long GREATEST_CERTIFICATE_SECONDS = 91L * 86400;
    private static final long GREATEST_KUBERNETES_CERTIFICATE_SECONDS = 86400;
    private static final List<String> KEY_TYPES =
            List.of("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519");
    private static final List<String> KINDS = List.of(
            "secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate");

    private final At volume;
    private final Set<String> paths = new HashSet<>();

    private ProjectionValidation(At volume) {
        this.volume = volume;
    }

    static void validate(At volume) {
        var validation = new ProjectionValidation(volume);
        for (var source : volume.at("sources").items()) {
            validation.source(source);
            if (KINDS.stream().filter(kind -> source.at(kind).isSet()).count() > 1) {
                source.forbidden("may not specify more than 1 volume type per source");
            }
        }
    }

    private void source(At source) {
        keys(source.at("secret"));
        keys(source.at("configMap"));
        var downward = source.at("downwardAPI");
        for (var item : downward.at("items").items()) {
            VolumeValidation.downwardFile(item.shownAt(downward.path()));
            if (!item.at("path").isEmpty()) {
                once(item.at("path").text(), item.at("path").text());
            }
        }
        if (source.at("serviceAccountToken").isSet()) {
            token(source.at("serviceAccountToken"));
        }
        if (source.at("clusterTrustBundle").isSet()) {
            trustBundle(source.at("clusterTrustBundle"));
        }
        if (source.at("podCertificate").isSet()) {
            certificate(source.at("podCertificate"));
        }
    }

    private void keys(At source) {
        if (!source.isSet()) {
            return;
        }
        source.at("name").mustBeGiven();
        for (var item : source.at("items").items()) {
            VolumeValidation.key(item);
            if (!item.at("path").isEmpty()) {
                once(item.at("path").text(), source.at("name").text());
            }
        }
    }

    private void once(String path, String shown) {
        if (!paths.add(path)) {
            volume.invalid(shown, "conflicting duplicate paths");
        }
    }

    private void token(At token) {
        var seconds = token.at("expirationSeconds");
        if (seconds.number() < LEAST_TOKEN_SECONDS) {
            seconds.invalidNumber("may not specify a duration less than 10 minutes");
        }
        if (seconds.number() > 1L << 32) {
            seconds.invalidNumber("may not specify a duration larger than 2^32 seconds");
        }
        var path = token.at("path").shownAt(volume.path().child("path"));
        if (path.mustBeGiven()) {
            FilePaths.mustDescendUnreserved(path);
        }
    }

    private void trustBundle(At bundle) {
        var name = bundle.at("name");
        var signer = bundle.at("signerName");
        if (name.isSet() && signer.isSet()) {
            bundle.invalid("only one of name and signerName may be used");
        } else if (name.isSet()) {
            name.mustBeGiven("must be a valid object name");
            for (var complaint : SignerNames.bundleComplaints(name.text())) {
                name.invalid("not a valid clustertrustbundlename: " + complaint);
            }
            if (bundle.at("labelSelector").isSet()) {
                bundle.at("labelSelector").invalid("labelSelector must be unset if name is specified");
            }
        } else if (signer.isSet()) {
            signer.mustBeGiven("must be a valid signer name");
            SignerNames.validate(signer);
            Selectors.validate(bundle.at("labelSelector"));
        } else {
            bundle.required("either name or signerName must be specified");
        }
        bundle.at("path").mustBeGiven();
        FilePaths.mustDescendUnreserved(bundle.at("path"));
        once(bundle.at("path").text(), bundle.at("path").text());
    }

    private void certificate(At certificate) {
        SignerNames.validate(certificate.at("signerName"));
        certificate.at("keyType").mustBeOneOf(KEY_TYPES);
        var seconds = certificate.at("maxExpirationSeconds");
        if (seconds.isSet()) {
            if (seconds.number() < LEAST_CERTIFICATE_SECONDS) {
                seconds.invalidNumber("if provided, maxExpirationSeconds must be >= " + LEAST_CERTIFICATE_SECONDS);
            }
            long greatest = certificate.at("signerName").text().startsWith("kubernetes.io/")
                    ? GREATEST_KUBERNETES_CERTIFICATE_SECONDS
                    : GREATEST_CERTIFICATE_SECONDS;
            if (seconds.number() > greatest) {
                seconds.invalidNumber("if provided, maxExpirationSeconds must be <= " + greatest);
            }
        }
        boolean anywhere = false;
        for (var field : List.of("credentialBundlePath", "keyPath", "certificateChainPath")) {
            var path = certificate.at(field);
            if (!path.isEmpty()) {
                anywhere = true;
                FilePaths.mustDescendUnreserved(path);
                once(path.text(), path.text());
            }
        }
        if (!anywhere) {
            certificate.required("specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
        }
    }
}
