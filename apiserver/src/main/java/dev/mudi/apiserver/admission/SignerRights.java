package dev.mudi.apiserver.admission;

import dev.mudi.apiserver.Authorizer;

/**
 * Who may do something for a signer: for it, or for all of its domain (Kubernetes reference, "Certificates and CSRs", Authorization).
 *
 * @param authorizer who is asked
 */
record SignerRights(Authorizer authorizer) {
    static final String GROUP = "certificates.k8s.io";
    static final String RESOURCE = "certificatesigningrequests";

    boolean may(AdmissionRequest request, String verb, String signer) {
        int slash = signer.indexOf('/');
        var domain = slash < 0 ? signer : signer.substring(0, slash) + "/*";
        return isAllowed(request, verb, signer) || isAllowed(request, verb, domain);
    }

    private boolean isAllowed(AdmissionRequest request, String verb, String name) {
        var resource = new Authorizer.Resource(GROUP, "*", "signers", "", "", name);
        return authorizer
                .authorize(Authorizer.Attributes.of(request.context().user(), verb, resource))
                .isAllowed();
    }
}
