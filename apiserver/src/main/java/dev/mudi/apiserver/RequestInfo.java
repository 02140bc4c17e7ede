package dev.mudi.apiserver;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request asks for, read off its method, path and query (apiserver, endpoints/request RequestInfoFactory). Names that are
 * absent are empty texts.
 *
 * @param isResourceRequest whether it is about a resource, not about another path
 * @param verb what to do: get, list, watch, create, update, patch, delete, deletecollection, proxy; for other paths the method in
 *     small letters
 * @param path as in {@link ApiRequest#path}
 * @param api where under {@code /api} or {@code /apis}
 * @param target which objects
 * @param parts the segments from the resource on
 * @param selectors the selectors, unparsed, where the verb has them
 */
public record RequestInfo(
        boolean isResourceRequest,
        String verb,
        String path,
        Api api,
        Target target,
        List<String> parts,
        Selectors selectors) {

    /** {@code api} or {@code apis}, the group (empty for core), and the version. */
    public record Api(String prefix, String group, String version) {
        static final Api NONE = new Api("", "", "");

        /** {@code v1} or {@code apps/v1}. */
        public String groupVersion() {
            return group.isEmpty() ? version : group + "/" + version;
        }
    }

    /** Which objects: {@code namespace} is also set for requests about a namespace itself. */
    public record Target(String namespace, String resource, String subresource, String name) {
        static final Target NONE = new Target("", "", "", "");
    }

    /** The first {@code fieldSelector} and {@code labelSelector} of a list, watch or deletecollection. */
    public record Selectors(String field, String label) {
        /** None. */
        public static final Selectors NONE = new Selectors("", "");
    }

    private static final Set<String> SELECTABLE_VERBS = Set.of("list", "watch", "deletecollection");
    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
    private static final Set<String> STREAMING_SUBRESOURCES = Set.of("exec", "attach", "portforward", "log", "proxy");

    /** Copies the parts. */
    public RequestInfo {
        parts = List.copyOf(parts);
    }

    /** Reads a request. */
    public static RequestInfo of(ApiRequest request) {
        return of(request.method(), request.path(), request.query());
    }

    /** Reads a method, a decoded path and a query. */
    public static RequestInfo of(String method, String path, QueryParameters query) {
        var segments = segments(path);
        boolean core = !segments.isEmpty() && segments.getFirst().equals("api");
        boolean grouped = !segments.isEmpty() && segments.getFirst().equals("apis");
        if (segments.size() < 3 || !(core || (grouped && segments.size() > 3))) {
            var prefix = segments.size() >= 3 && grouped ? new Api("apis", "", "") : Api.NONE;
            return new RequestInfo(
                    false, method.toLowerCase(Locale.ROOT), path, prefix, Target.NONE, List.of(), Selectors.NONE);
        }
        var api = core ? new Api("api", "", segments.get(1)) : new Api("apis", segments.get(1), segments.get(2));
        var rest = segments.subList(core ? 2 : 3, segments.size());
        boolean verbInPath = rest.size() > 1
                && (rest.getFirst().equals("watch") || rest.getFirst().equals("proxy"));
        var verb = verbInPath ? rest.getFirst() : verb(method);
        return resource(verb, verbInPath, path, api, verbInPath ? rest.subList(1, rest.size()) : rest, query);
    }

    private static RequestInfo resource(
            String verb, boolean verbInPath, String path, Api api, List<String> rest, QueryParameters query) {
        var parts = rest;
        var namespace = "";
        if (rest.getFirst().equals("namespaces") && rest.size() > 1) {
            namespace = rest.get(1);
            if (rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2))) {
                parts = rest.subList(2, rest.size());
            }
        }
        var subresource = parts.size() >= 3 && !verb.equals("proxy") ? parts.get(2) : "";
        var name = parts.size() >= 2 ? parts.get(1) : "";
        var actual = verb;
        if (name.isEmpty() && verb.equals("get")) {
            actual = query.bool("watch") ? "watch" : "list";
            name = nameSelected(query.get("fieldSelector"));
        } else if (name.isEmpty() && verb.equals("delete")) {
            actual = "deletecollection";
        }
        var selectors = !verbInPath && SELECTABLE_VERBS.contains(actual)
                ? new Selectors(query.get("fieldSelector"), query.get("labelSelector"))
                : Selectors.NONE;
        var target = new Target(namespace, parts.getFirst(), subresource, name);
        return new RequestInfo(true, actual, path, api, target, parts, selectors);
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "GET", "HEAD" -> "get";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> "delete";
            default -> "";
        };
    }

    /** The name, if the field selector says {@code metadata.name=…} with something that can be a segment of a path. */
    private static String nameSelected(String fieldSelector) {
        for (var term : fieldSelector.split(",", -1)) {
            int equals = term.indexOf('=');
            if (equals > 0 && term.substring(0, equals).strip().equals("metadata.name")) {
                var name = term.substring(term.startsWith("==", equals) ? equals + 2 : equals + 1)
                        .strip();
                boolean segment =
                        !name.equals(".") && !name.equals("..") && name.indexOf('/') < 0 && name.indexOf('%') < 0;
                return segment ? name : "";
            }
        }
        return "";
    }

    private static List<String> segments(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        while (end > start && path.charAt(end - 1) == '/') {
            end--;
        }
        return start == end ? List.of() : List.of(path.substring(start, end).split("/", -1));
    }

    /** The API group; empty for core. */
    public String group() {
        return api.group();
    }

    /** The API version. */
    public String version() {
        return api.version();
    }

    /** The namespace; empty across all or for cluster-scoped resources. */
    public String namespace() {
        return target.namespace();
    }

    /** The resource, in plural. */
    public String resource() {
        return target.resource();
    }

    /** The subresource. */
    public String subresource() {
        return target.subresource();
    }

    /** The name of the object. */
    public String name() {
        return target.name();
    }

    /** Whether the request goes on to a node, pod or service. */
    public boolean isProxy() {
        return isResourceRequest
                && (verb.equals("proxy") || target.subresource().equals("proxy"));
    }

    /** Whether answering may take as long as the client likes: watches and streams to nodes (not counted among requests in flight). */
    public boolean isLongRunning() {
        return isResourceRequest
                && (verb.equals("watch")
                        || verb.equals("proxy")
                        || STREAMING_SUBRESOURCES.contains(target.subresource()));
    }

    /** Whether the request only reads. */
    public boolean isReadOnly() {
        return switch (verb) {
            case "get", "list", "watch", "head" -> true;
            default -> false;
        };
    }
}
