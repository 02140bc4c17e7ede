package dev.mudi.apiserver.discovery;

import dev.mudi.api.openapi.CustomSchemas;
import dev.mudi.api.openapi.OpenApi;
import dev.mudi.api.resource.ResourceRegistry;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.negotiation.Accept;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers {@code /openapi/v2}, {@code /openapi/v3} and the documents below it, to any method, and to nothing below it without a word,
 * as upstream (kube-openapi, handler3). Safe for several requests at once.
 */
public final class OpenApiHandler implements RequestHandler, AutoCloseable {
    private static final String V2 = "/openapi/v2";
    private static final String V3 = "/openapi/v3";
    private static final String JSON = "application/json";

    private static final Set<String> PROTOBUF_ASKED = Set.of(OpenApi.V2_PROTOBUF_ASKED, OpenApi.V2_PROTOBUF_TYPE);
    private static final Set<String> V3_PROTOBUF = Set.of(OpenApi.V3_PROTOBUF_ASKED, OpenApi.V3_PROTOBUF_TYPE);
    private static final Headers VARY = Headers.of("Vary", "Accept");
    private static final Headers VARY_V2 = Headers.of("Vary", "Accept-Encoding", "Vary", "Accept");

    private final ResourceRegistry registry;
    private final OpenApi openApi;
    private final DocumentCache documents;

    /**
     * Documents of a registry.
     *
     * @param version that they carry, such as {@code v1.36.0}
     */
    public OpenApiHandler(ResourceRegistry registry, String version, CustomSchemas custom) {
        this.registry = registry;
        this.openApi = new OpenApi(version, custom);
        this.documents = new DocumentCache(registry);
    }

    /** Whether a path is one of those that are answered here. */
    public boolean handles(String path) {
        return path.equals(V2) || path.equals(V3) || path.startsWith(V3 + "/");
    }

    @Override
    public void handle(RequestContext context, ApiResponse response) {
        var request = context.request();
        var path = request.path();
        if (path.equals(V2)) {
            if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
                throw StatusException.methodNotAllowed();
            }
            v2(context, response);
        } else if (path.equals(V3)) {
            var index = documents.get(V3, () -> openApi.v3Index(registry.all()));
            DocumentCache.send(context, response, JSON, Headers.NONE, index);
        } else {
            v3(context, response, path.substring(V3.length() + 1));
        }
    }

    private void v2(RequestContext context, ApiResponse response) {
        var accept = Accept.of(context.request());
        for (var clause : accept.clauses()) {
            if (clause.fits(JSON)) {
                var document = documents.get(V2, () -> openApi.v2Json(registry.all()));
                DocumentCache.send(context, response, JSON, VARY_V2, document);
                return;
            }
            if (PROTOBUF_ASKED.contains(clause.type())) {
                var document = documents.get(V2 + " protobuf", () -> openApi.v2Protobuf(registry.all()));
                DocumentCache.send(context, response, OpenApi.V2_PROTOBUF_TYPE, VARY_V2, document);
                return;
            }
        }
        response.send(406, "", VARY_V2, List.of());
    }

    private void v3(RequestContext context, ApiResponse response, String place) {
        var found = openApi.v3(place, registry.all());
        if (found.isEmpty()) {
            response.send(404, "", Headers.NONE, List.of());
            return;
        }
        var made = found.get();
        var form = Accept.of(context.request()).clauses().stream()
                .flatMap(clause -> Form.of(clause).stream())
                .findFirst();
        if (form.isEmpty()) {
            response.send(406, "", VARY, List.of());
            return;
        }
        var document = document(place, made, form.get());
        var asked = context.request().query().get("hash");
        if (!asked.isEmpty() && !document.etag().equals(quoted(asked))) {
            var url = V3 + "/" + place + "?hash=" + made.hash();
            response.send(301, "", VARY.plus("Location", url), List.of());
            return;
        }
        var headers = asked.isEmpty() ? VARY : VARY.plus("Cache-Control", "public, immutable");
        DocumentCache.send(context, response, form.get().type, headers, document);
    }

    /** The forms of a v3 document. */
    private enum Form {
        JSON_FORM(JSON),
        PROTOBUF_FORM(OpenApi.V3_PROTOBUF_TYPE);

        private final String type;

        Form(String type) {
            this.type = type;
        }

        private static Optional<Form> of(Accept.Clause clause) {
            if (clause.fits(JSON)) {
                return Optional.of(JSON_FORM);
            }
            return V3_PROTOBUF.contains(clause.type()) ? Optional.of(PROTOBUF_FORM) : Optional.empty();
        }
    }

    /** Its tag is the hash of the index whatever its form, as upstream. */
    private DocumentCache.Document document(String place, OpenApi.V3Document made, Form form) {
        return documents.get(
                V3 + "/" + place + " " + form,
                form == Form.JSON_FORM ? made::json : made::protobuf,
                bytes -> quoted(made.hash()));
    }

    private static String quoted(String hash) {
        return '"' + hash + '"';
    }

    /** No longer listens to the registry. */
    @Override
    public void close() {
        documents.close();
    }
}
