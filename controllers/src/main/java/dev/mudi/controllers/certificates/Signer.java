package dev.mudi.controllers.certificates;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.GeneralName;

/** The signers of {@code kubernetes.io}, and which requests they refuse (Kubernetes reference, "Certificates and CSRs"). Pure. */
enum Signer {
    /** Clients of the API server, each approved by a person. */
    API_CLIENT("kubernetes.io/kube-apiserver-client"),
    /** Kubelets as clients of the API server. */
    KUBELET_CLIENT("kubernetes.io/kube-apiserver-client-kubelet"),
    /** Kubelets as servers. */
    KUBELET_SERVING("kubernetes.io/kubelet-serving"),
    /** Anything at all, for no promise. */
    LEGACY("kubernetes.io/legacy-unknown");

    private static final String SIGNATURE = "digital signature";
    private static final String ENCIPHERMENT = "key encipherment";
    private static final String CLIENT = "client auth";
    private static final String SERVER = "server auth";

    private final String text;

    Signer(String text) {
        this.text = text;
    }

    /** The signer of a name, if it is one of these. */
    static Optional<Signer> of(String name) {
        return List.of(values()).stream()
                .filter(signer -> signer.text.equals(name))
                .findFirst();
    }

    /** Why the signer refuses, in upstream's words; empty if it does not. */
    String refusal(Requested requested, Collection<String> usages) {
        return switch (this) {
            case API_CLIENT -> apiClient(usages);
            case KUBELET_CLIENT -> kubeletClient(requested, usages);
            case KUBELET_SERVING -> kubeletServing(requested, usages);
            case LEGACY -> "";
        };
    }

    private static String apiClient(Collection<String> usages) {
        for (var usage : usages) {
            if (!Set.of(SIGNATURE, ENCIPHERMENT, CLIENT).contains(usage)) {
                return "invalid usage for client certificate: " + usage;
            }
        }
        return usages.contains(CLIENT) ? "" : "missing required usage for client certificate: " + CLIENT;
    }

    private static String kubeletClient(Requested requested, Collection<String> usages) {
        if (!requested.organizations().equals(List.of("system:nodes"))) {
            return "subject organization is not system:nodes";
        }
        if (requested.hasAlternative(GeneralName.dNSName)) {
            return "DNS subjectAltNames are not allowed";
        }
        if (requested.hasAlternative(GeneralName.rfc822Name)) {
            return "Email subjectAltNames are not allowed";
        }
        if (requested.hasAlternative(GeneralName.iPAddress)) {
            return "IP subjectAltNames are not allowed";
        }
        if (requested.hasAlternative(GeneralName.uniformResourceIdentifier)) {
            return "URI subjectAltNames are not allowed";
        }
        return isOfNode(requested)
                ? wrongUsages(usages, CLIENT)
                : "subject common name does not begin with system:node:";
    }

    private static String kubeletServing(Requested requested, Collection<String> usages) {
        if (!requested.organizations().equals(List.of("system:nodes"))) {
            return "subject organization is not system:nodes";
        }
        if (!requested.hasAlternative(GeneralName.dNSName) && !requested.hasAlternative(GeneralName.iPAddress)) {
            return "DNS or IP subjectAltName is required";
        }
        if (requested.hasAlternative(GeneralName.rfc822Name)) {
            return "Email subjectAltNames are not allowed";
        }
        if (requested.hasAlternative(GeneralName.uniformResourceIdentifier)) {
            return "URI subjectAltNames are not allowed";
        }
        var wrong = wrongUsages(usages, SERVER);
        return wrong.isEmpty() && !isOfNode(requested) ? "subject common name does not begin with system:node:" : wrong;
    }

    private static boolean isOfNode(Requested requested) {
        return requested.commonName().startsWith("system:node:");
    }

    /** A key that is not of RSA enciphers no keys. */
    private static String wrongUsages(Collection<String> usages, String purpose) {
        var given = Set.copyOf(usages);
        var required = Set.of(SIGNATURE, ENCIPHERMENT, purpose);
        return given.equals(required) || given.equals(Set.of(SIGNATURE, purpose))
                ? ""
                : "usages did not match [" + String.join(" ", new TreeSet<>(required)) + "]";
    }
}
