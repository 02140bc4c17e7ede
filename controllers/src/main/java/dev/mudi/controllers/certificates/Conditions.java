package dev.mudi.controllers.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.util.List;
import java.util.Optional;

/** What has been decided about a signing request. */
final class Conditions {
    static final String APPROVED = "Approved";
    static final String DENIED = "Denied";
    static final String FAILED = "Failed";

    private Conditions() {}

    static List<CertificateSigningRequestCondition> of(CertificateSigningRequest request) {
        return request.getStatus() == null ? List.of() : request.getStatus().getConditions();
    }

    static Optional<CertificateSigningRequestCondition> find(CertificateSigningRequest request, String type) {
        return of(request).stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }

    static boolean isIssued(CertificateSigningRequest request) {
        return request.getStatus() != null
                && request.getStatus().getCertificate() != null
                && !request.getStatus().getCertificate().isEmpty();
    }
}
