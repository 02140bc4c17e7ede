package dev.mudi.api.openapi;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/**
 * What can be asked at a path with one method.
 *
 * @param method {@code get}, {@code put}, {@code post}, {@code delete} or {@code patch}
 * @param action Kubernetes' name of it: {@code list}, {@code deletecollection}, {@code connect}, …
 * @param id unique in a document
 * @param kind group, version and kind of what it is about
 * @param body what is sent
 * @param answer what comes back
 * @param parameters of the query
 */
record Operation(
        String method,
        String action,
        String id,
        ObjectValue kind,
        Body body,
        Answer answer,
        List<Parameter> parameters) {

    /** What is sent: the name of its type, or nothing, or any patch. */
    record Body(Kind kind, String type) {
        enum Kind {
            NONE,
            OBJECT,
            PATCH
        }

        static final Body NONE = new Body(Kind.NONE, "");

        static final Body PATCH = new Body(Kind.PATCH, Operation.PATCH);

        static Body of(String type) {
            return new Body(Kind.OBJECT, type);
        }
    }

    /** What comes back: the name of its type, empty for text; the codes of success; whether it may be a watch. */
    record Answer(String type, List<Integer> codes, boolean isList) {}

    /** A parameter: {@code query} or {@code path}, of type {@code string}, {@code integer} or {@code boolean}. */
    record Parameter(String name, String in, String type, String description) {
        static Parameter query(String name, String type, String description) {
            return new Parameter(name, "query", type, description);
        }
    }

    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    static final String PATCH = META + "Patch";
    static final String STATUS = META + "Status";
    static final String DELETE_OPTIONS = META + "DeleteOptions";
}
