package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;

/** Who signs a request, or says that it failed, must be allowed to for its signer (upstream's plugin of this name). */
final class CertificateSigning implements Admission {
    private final SignerRights rights;

    CertificateSigning(Authorizer authorizer) {
        this.rights = new SignerRights(authorizer);
    }

    @Override
    public String name() {
        return "CertificateSigning";
    }

    @Override
    public void validate(AdmissionRequest request) {
        boolean concerned = request.operation() == Operation.UPDATE
                && request.target().is(SignerRights.GROUP, SignerRights.RESOURCE, "status");
        if (!concerned) {
            return;
        }
        var old = request.old().orElse(ObjectValue.EMPTY);
        var signer = old.object("spec").string("signerName");
        if (isSigned(old, request.object().orElse(ObjectValue.EMPTY)) && !rights.may(request, "sign", signer)) {
            throw request.forbidden("user not permitted to sign requests with signerName \"" + signer + "\"");
        }
    }

    private static boolean isSigned(ObjectValue old, ObjectValue next) {
        var before = old.object("status");
        var after = next.object("status");
        return !before.string("certificate").equals(after.string("certificate"))
                || !before.array("conditions").equals(after.array("conditions"));
    }
}
