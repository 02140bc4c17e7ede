package dev.mudi.apiserver;

/** Says who may do what. Safe for several threads; does no I/O. */
@FunctionalInterface
public interface Authorizer {
    /** Decides. */
    Decision authorize(Attributes attributes);

    /**
     * The answer and, for people, why.
     *
     * @param verdict what was decided
     * @param reason may be empty
     */
    record Decision(Verdict verdict, String reason) {
        /** Allowed, for this reason. */
        public static Decision allow(String reason) {
            return new Decision(Verdict.ALLOW, reason);
        }

        /** Nothing to say for or against. */
        public static Decision noOpinion(String reason) {
            return new Decision(Verdict.NO_OPINION, reason);
        }

        /** Whether it is allowed. */
        public boolean isAllowed() {
            return verdict == Verdict.ALLOW;
        }
    }

    /** What an authorizer may say; the first that allows or denies decides, and where none does it is denied. */
    enum Verdict {
        /** It may. */
        ALLOW,
        /** It may not, whatever others say. */
        DENY,
        /** Others may say. */
        NO_OPINION
    }

    /**
     * Who wants to do what.
     *
     * @param user who
     * @param verb what
     * @param resource to which resource; {@link Resource#NONE} for other paths
     * @param path the path for non-resource requests
     * @param selectors what a list or watch is limited to, unparsed
     */
    record Attributes(UserInfo user, String verb, Resource resource, String path, RequestInfo.Selectors selectors) {
        /** Without selectors. */
        public Attributes(UserInfo user, String verb, Resource resource, String path) {
            this(user, verb, resource, path, RequestInfo.Selectors.NONE);
        }

        /** As a request asks. */
        public static Attributes of(UserInfo user, RequestInfo info) {
            var resource = info.isResourceRequest()
                    ? new Resource(
                            info.group(),
                            info.version(),
                            info.resource(),
                            info.subresource(),
                            info.namespace(),
                            info.name())
                    : Resource.NONE;
            return new Attributes(user, info.verb(), resource, info.path(), info.selectors());
        }

        /** Something done to a resource. */
        public static Attributes of(UserInfo user, String verb, Resource resource) {
            return new Attributes(user, verb, resource, "", RequestInfo.Selectors.NONE);
        }

        /** Whether it is about a resource. */
        public boolean isResourceRequest() {
            return !resource.equals(Resource.NONE);
        }
    }

    /** A resource, and perhaps one object; texts are empty where they don't apply. */
    record Resource(String group, String version, String resource, String subresource, String namespace, String name) {
        /** None. */
        public static final Resource NONE = new Resource("", "", "", "", "", "");

        /** {@code pods} or {@code pods/status}. */
        public String qualified() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }
}
