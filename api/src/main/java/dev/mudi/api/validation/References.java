package dev.mudi.api.validation;

/** Rules for what names another object. Stateless. */
public final class References {
    private References() {}

    /** Checks a reference by API group (which may be missing), kind and name. */
    public static void typed(At reference) {
        if (reference.at("apiGroup").isSet()) {
            reference.at("apiGroup").mustBe(Syntax.DNS_SUBDOMAIN);
        }
        segment(reference.at("kind"));
        segment(reference.at("name"));
    }

    /** Checks a name that has to be given and may stand in a URL. */
    public static void segment(At name) {
        if (name.mustBeGiven()) {
            name.mustBe(Syntax.PATH_SEGMENT);
        }
    }
}
