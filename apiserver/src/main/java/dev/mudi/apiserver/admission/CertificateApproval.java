package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;

/**
 * A certificate signing request says who asks, whatever its sender claims; who approves it must be allowed to for its signer (upstream's
 * strategy of the kind, and its plugin of this name).
 */
final class CertificateApproval implements Admission {
    private final SignerRights rights;

    CertificateApproval(Authorizer authorizer) {
        this.rights = new SignerRights(authorizer);
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        if (!request.creates(SignerRights.GROUP, SignerRights.RESOURCE)) {
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
        boolean concerned = request.operation() == Operation.UPDATE
                && request.target().is(SignerRights.GROUP, SignerRights.RESOURCE, "approval");
        if (!concerned) {
            return;
        }
        var signer = request.old().orElse(ObjectValue.EMPTY).object("spec").string("signerName");
        if (!rights.may(request, "approve", signer)) {
            throw request.forbidden("user not permitted to approve requests with signerName \"" + signer + "\"");
        }
    }
}
