package dev.mudi.apiserver.admission;

import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.admission.AdmissionRequest.Operation;
import java.util.List;

/**
 * The rules of certificate signing requests: a request carries who made it; who approves or signs one must be allowed to for its
 * signer; and no request makes a client of the API server a master (upstream's plugins CertificateApproval, CertificateSigning and
 * CertificateSubjectRestriction, and its strategy for new requests).
 */
final class CertificateRequests implements Admission {
    private static final String GROUP = "certificates.k8s.io";
    private static final String RESOURCE = "certificatesigningrequests";
    private static final String API_CLIENT = "kubernetes.io/kube-apiserver-client";

    private final Authorizer authorizer;

    CertificateRequests(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public String name() {
        return "CertificateApproval";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        if (request.operation() != Operation.CREATE || !request.target().is(GROUP, RESOURCE)) {
            return object;
        }
        var user = request.context().user();
        var spec = object.object("spec")
                .without("uid")
                .without("extra")
                .with("username", user.name())
                .with("groups", ArrayValue.ofStrings(user.groups()));
        if (!user.uid().isEmpty()) {
            spec = spec.with("uid", user.uid());
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
        var target = request.target();
        var old = request.old().orElse(ObjectValue.EMPTY);
        var next = request.object().orElse(ObjectValue.EMPTY);
        if (target.is(GROUP, RESOURCE) && request.object().isPresent()) {
            requireNoMaster(next);
        } else if (target.is(GROUP, RESOURCE, "approval")) {
            require(request, "approve", old);
        } else if (target.is(GROUP, RESOURCE, "status") && isSigned(old, next)) {
            require(request, "sign", old);
        }
    }

    private static boolean isSigned(ObjectValue old, ObjectValue next) {
        var before = old.object("status");
        var after = next.object("status");
        return !before.string("certificate").equals(after.string("certificate"))
                || !before.array("conditions").equals(after.array("conditions"));
    }

    private static void requireNoMaster(ObjectValue request) {
        var spec = request.object("spec");
        if (!spec.string("signerName").equals(API_CLIENT)) {
            return;
        }
        var name = request.object("metadata").string("name");
        List<String> groups;
        try {
            groups = RequestedSubject.organizations(spec.string("request"));
        } catch (IllegalArgumentException e) {
            throw forbidden(name, "failed to parse CSR: " + e.getMessage());
        }
        if (groups.contains(UserInfo.MASTERS)) {
            throw forbidden(name, "use of " + API_CLIENT + " signer with system:masters group is not allowed");
        }
    }

    private void require(AdmissionRequest request, String verb, ObjectValue old) {
        var signer = old.object("spec").string("signerName");
        var domain = signer.substring(0, Math.max(0, signer.indexOf('/'))) + "/*";
        var user = request.context().user();
        if (!may(user, verb, signer) && !may(user, verb, domain)) {
            throw forbidden(
                    request.target().name(),
                    "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
        }
    }

    private boolean may(UserInfo user, String verb, String signer) {
        return authorizer
                .authorize(Attributes.of(user, verb, new Resource(GROUP, "*", "signers", "", "", signer)))
                .isAllowed();
    }

    private static StatusException forbidden(String name, String why) {
        return StatusException.forbidden(GROUP, RESOURCE, name, why);
    }
}
