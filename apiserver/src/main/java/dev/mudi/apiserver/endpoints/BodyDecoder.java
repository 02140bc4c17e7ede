package dev.mudi.apiserver.endpoints;

import dev.mudi.api.apply.FieldOwnership;
import dev.mudi.api.codec.GoText;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.field.FieldPath;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.FieldValidation;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.ApiRequest;
import dev.mudi.apiserver.Warnings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Makes an object of a known kind from a body or a patched tree: parsed, of the right kind, typed and pruned. */
final class BodyDecoder {
    private static final int SUMMARY = 30;

    /** Upstream reads the metadata of custom resources before it prunes the rest (apiextensions, customresource_handler). */
    private static final Comparator<String> METADATA_FIRST = Comparator.comparing(
                    (String unknown) -> !unknown.startsWith("unknown field \"metadata."))
            .thenComparing(Comparator.naturalOrder());

    /** Where upstream makes the schemes of the servers that stand beside its main one, by the group that each is there for. */
    private static final Map<String, String> OWN_SCHEMES = Map.of(
            "apiextensions.k8s.io", "k8s.io/apiextensions-apiserver/pkg/apiserver/apiserver.go:55",
            "apiregistration.k8s.io", "k8s.io/kube-aggregator/pkg/apiserver/scheme/scheme.go:28");

    /** The type that upstream reads first, to find out what an object is. */
    private static final String VERSION_AND_KIND =
            "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";

    private final Struct type;
    private final String apiVersion;
    private final String kind;
    private final FieldValidation fieldValidation;
    private final Warnings warnings;

    /** Whether a refusal says only why: upstream's reader of options does, that of objects also says what of. */
    private final boolean terse;

    private final UnaryOperator<ObjectValue> reader;

    /**
     * A decoder.
     *
     * @param fieldValidation what becomes of unknown and duplicate fields
     */
    BodyDecoder(Struct type, String apiVersion, String kind, FieldValidation fieldValidation, Warnings warnings) {
        this(type, apiVersion, kind, fieldValidation, warnings, false, UnaryOperator.identity());
    }

    private BodyDecoder(
            Struct type,
            String apiVersion,
            String kind,
            FieldValidation fieldValidation,
            Warnings warnings,
            boolean terse,
            UnaryOperator<ObjectValue> reader) {
        this.terse = terse;
        this.reader = reader;
        this.type = type;
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.fieldValidation = fieldValidation;
        this.warnings = warnings;
    }

    /** The decoder of a resource's objects. */
    static BodyDecoder of(Call call, FieldValidation fieldValidation) {
        return of(call, fieldValidation, call.definition().strategy()::decoded);
    }

    /** The decoder of what server-side apply has merged. */
    static BodyDecoder ofMerged(Call call, FieldValidation fieldValidation) {
        return of(call, fieldValidation, UnaryOperator.identity());
    }

    private static BodyDecoder of(Call call, FieldValidation fieldValidation, UnaryOperator<ObjectValue> reader) {
        var definition = call.definition();
        return new BodyDecoder(
                definition.schema(),
                definition.apiVersion(),
                definition.kind(),
                fieldValidation,
                call.context().warnings(),
                false,
                reader);
    }

    /** The decoder of the options of requests. */
    static BodyDecoder ofOptions(Struct type, String kind, Warnings warnings) {
        return new BodyDecoder(type, "v1", kind, FieldValidation.IGNORE, warnings, true, UnaryOperator.identity());
    }

    /** Reads the body of a request. */
    ObjectValue decode(ApiRequest request) {
        var strictErrors = new ArrayList<String>();
        var tree = parse(request, strictErrors);
        if (isCustom() && tree.string("kind").isEmpty()) {
            var text = new String(request.body(), StandardCharsets.UTF_8);
            throw unrecognized("Object 'Kind' is missing in '" + text + "'", request.body());
        }
        if (isCustom() && tree.string("apiVersion").isEmpty()) {
            throw StatusException.badRequest(
                    "the API version in the data () does not match the expected API version (" + apiVersion + ")");
        }
        boolean ordered = !strictErrors.isEmpty() && !isCustom() && Body.of(request) == Body.JSON;
        return typed(
                tree,
                strictErrors,
                ordered ? errors -> StrictErrors.inOrder(errors, request.body()) : errors -> errors);
    }

    /** Whether it is a custom resource that is read: their types have no names. */
    private boolean isCustom() {
        return type.name().isEmpty();
    }

    /** Reads a body as a tree of whatever kind. */
    ObjectValue parse(ApiRequest request, List<String> strictErrors) {
        var body = request.body();
        Value value;
        try {
            value = switch (Body.of(request)) {
                case JSON ->
                    Json.parse(body, 0, body.length, path -> strictErrors.add("duplicate field \"" + path + "\""));
                case YAML -> yaml(body, strictErrors);
                case PROTOBUF -> protobuf(body);
            };
        } catch (MalformedException e) {
            var why = "" + e.getMessage();
            throw Body.of(request) == Body.PROTOBUF ? unrecognized(why, body) : unversioned(why, body);
        }
        if (value instanceof ObjectValue object) {
            var ill = illNamed(object);
            if (ill.isPresent()) {
                throw unversioned(ill.get(), body);
            }
            if (object.string("apiVersion").chars().filter(c -> c == '/').count() > 1) {
                throw unrecognized("unexpected GroupVersion string: " + object.string("apiVersion"), body);
            }
            return object;
        }
        if (value instanceof NullValue) {
            return ObjectValue.EMPTY;
        }
        throw unversioned(
                "json: cannot unmarshal " + GoText.typeName(value) + " into Go value of type " + VERSION_AND_KIND,
                body);
    }

    /** What is wrong with how an object names its kind, where that is no text. */
    private static Optional<String> illNamed(ObjectValue object) {
        return Stream.of("apiVersion", "kind")
                .flatMap(field -> object
                        .get(field)
                        .filter(given -> !(given instanceof StringValue) && !(given instanceof NullValue))
                        .map(given -> "json: cannot unmarshal " + GoText.typeName(given) + " into Go struct field ."
                                + field + " of type string")
                        .stream())
                .findFirst();
    }

    /** An object of another kind is not read: its names alone are enough to refuse it. */
    private Value protobuf(byte[] body) throws MalformedException {
        var envelope = Protobuf.unwrap(body);
        return envelope.kind().equals(kind) || envelope.kind().isEmpty()
                ? Protobuf.decode(envelope, type)
                : ObjectValue.EMPTY.with("kind", envelope.kind()).with("apiVersion", envelope.apiVersion());
    }

    private Value yaml(byte[] body, List<String> strictErrors) {
        try {
            var parsed = Yaml.parse(body);
            strictErrors.addAll(parsed.strictErrors());
            return parsed.value();
        } catch (MalformedException e) {
            throw unrecognized(("" + e.getMessage()).replace("error converting YAML to JSON: ", ""), body);
        }
    }

    private StatusException unversioned(String why, byte[] body) {
        return unrecognized("couldn't get version/kind; json parse error: " + why, body);
    }

    private StatusException unrecognized(String why, byte[] body) {
        return StatusException.badRequest(
                terse
                        ? why
                        : "the object provided is unrecognized (must be of type " + kind + "): " + why + " ("
                                + summary(body) + ")");
    }

    /** The beginning of a body: as text if it may be JSON, else in digits (apiserver, handlers/rest). */
    private static String summary(byte[] body) {
        if (body.length == 0) {
            return "<empty>";
        }
        var start = Arrays.copyOf(body, Math.min(body.length, SUMMARY));
        var shown = body[0] == '{'
                ? new String(start, StandardCharsets.UTF_8)
                : HexFormat.of().formatHex(start);
        return body.length > SUMMARY ? shown + " ..." : shown;
    }

    /** Makes a tree an object of the kind; what was found to be wrong with its text comes before what is wrong with the tree. */
    ObjectValue typed(ObjectValue tree, List<String> strictErrors) {
        return typed(tree, strictErrors, errors -> errors);
    }

    private ObjectValue typed(ObjectValue tree, List<String> strictErrors, UnaryOperator<List<String>> order) {
        var asKind = tree.string("kind");
        var asVersion = tree.string("apiVersion");
        boolean other = !asKind.isEmpty() && !asKind.equals(kind);
        if (isCustom()) {
            mustBeCustomKind(tree, other);
        } else if (other) {
            throw refused(asKind, asVersion.isEmpty() ? apiVersion : asVersion, otherKind(asKind, asVersion));
        }
        if (!asVersion.isEmpty() && !asVersion.equals(apiVersion)) {
            throw refused(
                    kind,
                    asVersion,
                    isKnown(kind, asVersion)
                            ? "the API version in the data (" + asVersion
                                    + ") does not match the expected API version (" + apiVersion + ")"
                            : unregistered(kind, asVersion));
        }
        try {
            var sent = FieldOwnership.keepingReset(tree);
            var decoded = Decoder.decode(sent.with("kind", kind).with("apiVersion", apiVersion), type);
            var complaints = new ArrayList<>(strictErrors);
            var unknown = decoded.strictErrors();
            complaints.addAll(
                    isCustom() ? unknown.stream().sorted(METADATA_FIRST).toList() : unknown);
            fieldValidation
                    .judge(kind, apiVersion.substring(apiVersion.indexOf('/') + 1), order.apply(complaints))
                    .forEach(warnings::add);
            return reader.apply(decoded.object());
        } catch (MalformedException e) {
            throw refused(kind, apiVersion, "" + e.getMessage());
        }
    }

    /** Upstream's words for custom resources are others (apiextensions, customresource_handler). */
    private void mustBeCustomKind(ObjectValue tree, boolean other) {
        var asKind = tree.string("kind");
        var asVersion = tree.string("apiVersion");
        if (!asVersion.isEmpty() && !asVersion.equals(apiVersion)) {
            throw StatusException.badRequest("the API version in the data (" + asVersion
                    + ") does not match the expected API version (" + apiVersion + ")");
        }
        if (other) {
            var errors = new FieldErrors();
            errors.invalid(FieldPath.of("kind"), asKind, "must be " + kind);
            throw StatusException.invalid(
                    apiVersion.substring(0, apiVersion.indexOf('/')),
                    asKind,
                    tree.object("metadata").string("name"),
                    errors.list());
        }
    }

    /** Makes a tree that a patch left an object of the kind; 422 about the patch where it is none (apiserver, handlers/patch). */
    ObjectValue typedAfterPatch(ObjectValue tree, Patching patching) {
        if (isCustom()) {
            mustStayOfCustomKind(tree);
        }
        try {
            var ill = illNamed(tree);
            if (ill.isPresent()) {
                throw StatusException.badRequest(": couldn't get version/kind; json parse error: " + ill.get());
            }
            if (isCustom() && tree.string("kind").isEmpty()) {
                throw StatusException.badRequest(": Object 'Kind' is missing in '" + patching.shown(tree) + "'");
            }
            var strictErrors = fieldValidation == FieldValidation.IGNORE ? List.<String>of() : patching.strictErrors();
            return isUnversioned(tree) ? unversioned(tree, strictErrors) : typed(tree, strictErrors);
        } catch (StatusException e) {
            var message = e.status().message();
            int start = message.indexOf(": ");
            var errors = new FieldErrors();
            errors.invalid(FieldPath.of("patch"), patching.shown(tree), message.substring(start < 0 ? 0 : start + 2));
            throw StatusException.invalid("", "", "", errors.list());
        }
    }

    /** A patch may make another kind of a custom resource, which is then found to be invalid (apiextensions, customresource/validator). */
    private void mustStayOfCustomKind(ObjectValue tree) {
        var asKind = tree.string("kind");
        var asVersion = tree.string("apiVersion");
        if (asKind.isEmpty() || asVersion.isEmpty()) {
            return;
        }
        var errors = new FieldErrors();
        if (!asKind.equals(kind)) {
            errors.invalid(FieldPath.of("kind"), asKind, "must be " + kind);
        }
        if (!asVersion.equals(apiVersion)) {
            errors.invalid(FieldPath.of("apiVersion"), asVersion, "must be " + apiVersion);
        }
        if (!errors.isEmpty()) {
            var name = tree.object("metadata").string("name");
            throw StatusException.invalid(group(asVersion), asKind, name, errors.list());
        }
    }

    /** Whether a patch took the version away; a strategic one never does. */
    private boolean isUnversioned(ObjectValue tree) {
        var asKind = tree.string("kind");
        return !isCustom() && tree.string("apiVersion").isEmpty() && (asKind.isEmpty() || asKind.equals(kind));
    }

    /** What has no version upstream reads by the types that it has inside, which know none of the fields by their names. */
    private ObjectValue unversioned(ObjectValue tree, List<String> strictErrors) {
        var complaints = new ArrayList<>(strictErrors);
        tree.names().stream()
                .filter(name -> !name.equals("kind") && !name.equals("apiVersion"))
                .sorted()
                .forEach(name -> complaints.add("unknown field \"" + name + "\""));
        fieldValidation.judge(kind, "", complaints).forEach(warnings::add);
        return ObjectValue.EMPTY.with("kind", kind).with("apiVersion", apiVersion);
    }

    private static boolean isKnown(String kind, String apiVersion) {
        var version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return SchemaCatalog.builtIn().kind(group(apiVersion), version, kind).isPresent();
    }

    private boolean isOfSameScheme(String group) {
        var own = group(apiVersion);
        boolean shared = !OWN_SCHEMES.containsKey(own) && !OWN_SCHEMES.containsKey(group);
        return shared || group.equals(own);
    }

    private static String group(String apiVersion) {
        return apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
    }

    /** In the words of upstream's scheme of kinds, which names the line where it is made. */
    private String unregistered(String asKind, String asVersion) {
        var scheme = terse
                ? "k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27"
                : OWN_SCHEMES.getOrDefault(group(apiVersion), "pkg/api/legacyscheme/scheme.go:30");
        return "no kind \"" + asKind + "\" is registered for version \"" + asVersion + "\" in scheme \"" + scheme
                + "\"";
    }

    private String otherKind(String asKind, String asVersion) {
        var as = asVersion.isEmpty() ? apiVersion : asVersion;
        if (terse || !isKnown(asKind, as) || !isOfSameScheme(group(as))) {
            return unregistered(asKind, as);
        }
        var own = group(apiVersion);
        var group = own.isEmpty() ? "core" : own.replaceFirst("\\..*", "");
        return "converting (" + as.substring(as.indexOf('/') + 1) + "." + asKind + ") to (" + group + "." + kind
                + "): unknown conversion";
    }

    private StatusException refused(String asKind, String asVersion, String why) {
        if (terse) {
            return StatusException.badRequest(why);
        }
        int slash = asVersion.indexOf('/');
        return StatusException.badRequest(asKind + " in version \"" + asVersion.substring(slash + 1)
                + "\" cannot be handled as a " + kind + ": " + why);
    }
}
