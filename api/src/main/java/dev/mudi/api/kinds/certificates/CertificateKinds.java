package dev.mudi.api.kinds.certificates;

import dev.mudi.api.kinds.vocabulary.Kept;
import dev.mudi.api.kinds.vocabulary.KindStrategy;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.Map;

/** The strategies of the group certificates.k8s.io, by resource. */
public final class CertificateKinds {
    private CertificateKinds() {}

    /** Makes the strategies. */
    public static Map<String, Strategy> strategies() {
        return Map.of(
                "certificatesigningrequests",
                signingRequests(),
                "clustertrustbundles",
                KindStrategy.builder()
                        .names(NameRule.PATH_SEGMENT)
                        .rules(TrustBundleValidation::create)
                        .updateRules(TrustBundleValidation::update)
                        .conditional()
                        .build(),
                "podcertificaterequests",
                KindStrategy.builder().status().conditional().build());
    }

    private static Strategy signingRequests() {
        return KindStrategy.builder()
                .rules(CertificateValidation::create)
                .updateRules((next, current) ->
                        CertificateValidation.update(next, current, CertificateValidation.Right.NONE))
                .status((next, current) ->
                        CertificateValidation.update(next, current, CertificateValidation.Right.SIGN))
                .resets("spec", "status")
                .updating((next, current) -> Kept.field("spec", next, current))
                .names(NameRule.ANY)
                .subresource(
                        "approval",
                        KindStrategy.builder()
                                .updating(CertificateKinds::approve)
                                .resets("spec", "status.certificate")
                                .updateRules((next, current) -> CertificateValidation.update(
                                        next, current, CertificateValidation.Right.APPROVE))
                                .build())
                .build();
    }

    /** Approval changes the conditions, and nothing else. */
    private static ObjectValue approve(ObjectValue next, ObjectValue current) {
        var status = Kept.field("conditions", current.object("status"), next.object("status"));
        return Kept.field("spec", next, current).with("status", status);
    }
}
