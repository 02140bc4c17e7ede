package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;

/**
 * A certificate signing request says who asks, whatever its sender claims; who approves or signs must be allowed to for its signer
 * (upstream's strategy of the kind, and its plugins CertificateApproval and CertificateSigning).
 */
final class SigningRequests implements Admission {
    private static final String GROUP = "certificates.k8s.io";
    private static final String RESOURCE = "certificatesigningrequests";

    private final Authorizer authorizer;

    SigningRequests(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        if (!request.creates(GROUP, RESOURCE)) {
            return object;
        }
        var user = request.context().user();
        var spec = object.object("spec")
                .without("uid")
                .without("groups")
                .without("extra")
                .with("username", user.name());
        if (!user.uid().isEmpty()) {
            spec = spec.with("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            spec = spec.with("groups", ArrayValue.ofStrings(user.groups()));
        }
        if (!user.extra().isEmpty()) {
            var extra = ObjectValue.builder();
            user.extra().forEach((key, values) -> extra.put(key, ArrayValue.ofStrings(values)));
            spec = spec.with("extra", extra.build());
        }
        return object.with("spec", spec);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() != Operation.UPDATE) {
            return;
        }
        var old = request.old().orElse(ObjectValue.EMPTY);
        var signer = old.object("spec").string("signerName");
        if (request.target().is(GROUP, RESOURCE, "approval") && !may(request, "approve", signer)) {
            throw request.forbidden("user not permitted to approve requests with signerName \"" + signer + "\"");
        }
        var next = request.object().orElse(ObjectValue.EMPTY);
        boolean signs = request.target().is(GROUP, RESOURCE, "status") && isSigned(old, next);
        if (signs && !may(request, "sign", signer)) {
            throw request.forbidden("user not permitted to sign requests with signerName \"" + signer + "\"");
        }
    }

    private static boolean isSigned(ObjectValue old, ObjectValue next) {
        var before = old.object("status");
        var after = next.object("status");
        return !before.string("certificate").equals(after.string("certificate"))
                || !before.array("conditions").equals(after.array("conditions"));
    }

    /** For this signer, or for all of its domain. */
    private boolean may(AdmissionRequest request, String verb, String signer) {
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
