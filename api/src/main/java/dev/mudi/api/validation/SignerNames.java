package dev.mudi.api.validation;

import java.util.List;

/** Rules for the names of signers and of the trust bundles they publish (Kubernetes reference, "Certificate Signing Requests"). Stateless. */
public final class SignerNames {
    private static final int DOMAIN_LIMIT = 253;
    private static final int PATH_LIMIT = 253 + 63 + 1;

    private SignerNames() {}

    /** Checks a signer name: a domain of at least two labels, a slash, a path. */
    public static void validate(At name) {
        if (!name.mustBeGiven()) {
            return;
        }
        var text = name.text();
        int slash = text.indexOf('/');
        if (slash < 0 || text.indexOf('/', slash + 1) >= 0) {
            name.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }
        var domain = text.substring(0, slash);
        if (Syntax.bytes(domain) > DOMAIN_LIMIT) {
            name.tooLong(DOMAIN_LIMIT);
        }
        labels(name, domain, Syntax.DNS_LABEL);
        if (!domain.contains(".")) {
            name.invalid(domain, "should be a domain with at least two segments separated by dots");
        }
        labels(name, text.substring(slash + 1), Syntax.DNS_SUBDOMAIN);
        name.mustBeAtMostBytes(DOMAIN_LIMIT + PATH_LIMIT + 1);
    }

    private static void labels(At name, String segment, Syntax syntax) {
        for (var label : segment.split("\\.", -1)) {
            var complaints = syntax.complaints(label);
            if (!complaints.isEmpty()) {
                complaints.forEach(
                        complaint -> name.invalid(segment, "validating label \"" + label + "\": " + complaint));
                return;
            }
        }
    }

    /** What is wrong with the name of a trust bundle; one of a signer starts with the signer's name, colons for slashes. */
    public static List<String> bundleComplaints(String name) {
        return Syntax.DNS_SUBDOMAIN.complaints(name.substring(name.lastIndexOf(':') + 1));
    }

    /** What is wrong with the name of the trust bundle of a signer; of no signer if the signer's name is empty. */
    public static List<String> bundleComplaints(String name, String signer) {
        if (signer.isEmpty()) {
            return name.contains(":")
                    ? List.of("ClusterTrustBundle without signer name must not have \":\" in its name")
                    : Syntax.DNS_SUBDOMAIN.complaints(name);
        }
        var prefix = signer.replace('/', ':') + ":";
        return name.startsWith(prefix)
                ? Syntax.DNS_SUBDOMAIN.complaints(name.substring(prefix.length()))
                : List.of("ClusterTrustBundle for signerName " + signer + " must be named with prefix " + prefix);
    }
}
