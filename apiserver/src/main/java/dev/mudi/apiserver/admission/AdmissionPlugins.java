package dev.mudi.apiserver.admission;

import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.admission.podsecurity.PodSecurityOptions;
import dev.mudi.apiserver.metrics.PodSecurityMetrics;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** The plugins that are on by default, in upstream's order (kube-apiserver, options AllOrderedPlugins). */
public final class AdmissionPlugins {
    private AdmissionPlugins() {}

    /** The chain of them. */
    public static AdmissionChain byDefault(
            LiveObjects objects,
            Authorizer authorizer,
            RandomGenerator random,
            InstantSource clock,
            PodSecurityMetrics podSecurity) {
        return new AdmissionChain(List.of(
                new NamespaceLifecycle(objects),
                new LimitRanger(objects),
                new ServiceAccountAdmission(objects, random),
                new NodeRestriction(objects, authorizer),
                new TaintNodesByCondition(),
                new PodSecurity(objects, PodSecurityOptions.DEFAULT, podSecurity),
                new Priority(objects),
                new DefaultTolerationSeconds(),
                new DefaultStorageClass(objects),
                new StorageObjectInUseProtection(),
                new PersistentVolumeClaimResize(objects),
                new RuntimeClass(objects),
                new CertificateApproval(authorizer),
                new CertificateSigning(authorizer),
                new CertificateSubjectRestriction(),
                new DefaultIngressClass(objects),
                new PodTopologyLabels(objects),
                // Here webhooks and policies have their place; quotas come last, for what is refused must not be
                // charged.
                new ResourceQuota(objects, clock)));
    }
}
