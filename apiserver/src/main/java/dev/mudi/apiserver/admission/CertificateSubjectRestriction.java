package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.UserInfo;
import java.util.List;

/** No signing request makes a client of the API server a master (upstream's plugin of this name). */
final class CertificateSubjectRestriction implements Admission {
    private static final String API_CLIENT = "kubernetes.io/kube-apiserver-client";

    @Override
    public String name() {
        return "CertificateSubjectRestriction";
    }

    @Override
    public void validate(AdmissionRequest request) {
        var spec = request.object().orElse(ObjectValue.EMPTY).object("spec");
        boolean concerned = request.target().is("certificates.k8s.io", "certificatesigningrequests")
                && spec.string("signerName").equals(API_CLIENT);
        if (!concerned) {
            return;
        }
        List<String> groups;
        try {
            groups = RequestedSubject.organizations(spec.string("request"));
        } catch (IllegalArgumentException e) {
            throw request.forbidden("failed to parse CSR: " + e.getMessage());
        }
        if (groups.contains(UserInfo.MASTERS)) {
            throw request.forbidden("use of " + API_CLIENT + " signer with system:masters group is not allowed");
        }
    }
}
