package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.GoText;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.DecimalValue;
import dev.mudi.api.tree.IntegerValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.Base64;

/**
 * Where a list goes on: upstream's token (apiserver, storage/continue).
 *
 * @param revision the state that is listed; -1 for whatever is newest then
 * @param start the first key, behind the prefix of all that is listed
 */
record ContinueToken(long revision, String start) {
    private static final String VERSION = "meta.k8s.io/v1";

    /** The text for clients. */
    String encode() {
        var tree = ObjectValue.builder()
                .put("v", VERSION)
                .put("rv", revision)
                .put("start", start)
                .build();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(tree));
    }

    /** Reads a client's text; 400 when it is no such token. */
    static ContinueToken decode(String text) {
        var tree = tree(bytes(text));
        if (!tree.string("v").equals(VERSION)) {
            throw invalid(
                    "continue key is not valid: server does not recognize this encoded version " + tree.string("v"));
        }
        long revision = tree.integer("rv", 0);
        if (revision == 0) {
            throw invalid(
                    "continue key is not valid: incorrect encoded start resourceVersion (version " + VERSION + ")");
        }
        var start = tree.string("start");
        if (start.isEmpty()) {
            throw invalid("continue key is not valid: encoded start key empty (version " + VERSION + ")");
        }
        // Upstream's own tokens begin with a slash where it lists from its cache.
        var key = start.startsWith("/") ? start.substring(1) : start;
        if (key.startsWith("/")
                || ("/" + key + "/").contains("/../")
                || ("/" + key + "/").contains("/./")
                || key.contains("//")) {
            throw invalid("continue key is not valid: " + start);
        }
        return new ContinueToken(revision, key);
    }

    private static ObjectValue tree(byte[] json) {
        try {
            var tree = Json.parse(json);
            if (tree instanceof NullValue) {
                return ObjectValue.EMPTY;
            }
            if (!(tree instanceof ObjectValue token)) {
                throw invalid("continue key is not valid: json: cannot unmarshal " + GoText.typeName(tree)
                        + " into Go value of type storage.continueToken");
            }
            mustBe(token, "v", "string", StringValue.class);
            mustBe(token, "rv", "int64", IntegerValue.class);
            mustBe(token, "start", "string", StringValue.class);
            return token;
        } catch (MalformedException e) {
            throw invalid("continue key is not valid: " + e.getMessage());
        }
    }

    private static void mustBe(ObjectValue token, String field, String goType, Class<? extends Value> type) {
        token.get(field)
                .filter(value -> !type.isInstance(value) && !(value instanceof NullValue))
                .ifPresent(value -> {
                    var shown = GoText.typeName(value)
                            + (value instanceof DecimalValue || value instanceof IntegerValue
                                    ? " " + GoText.printed(value)
                                    : "");
                    throw invalid("continue key is not valid: json: cannot unmarshal " + shown
                            + " into Go struct field continueToken." + field + " of type " + goType);
                });
    }

    /** Without padding; a last character that stands alone is the wrong one. */
    private static byte[] bytes(String text) {
        int right = 0;
        while (right < text.length() && isOfBase64(text.charAt(right))) {
            right++;
        }
        if (right < text.length() || right % 4 == 1) {
            throw invalid("continue key is not valid: illegal base64 data at input byte "
                    + (right < text.length() ? right : right - 1));
        }
        return Base64.getUrlDecoder().decode(text);
    }

    private static boolean isOfBase64(char character) {
        return character == '-' || character == '_' || (character < 128 && Character.isLetterOrDigit(character));
    }

    private static StatusException invalid(String why) {
        return StatusException.badRequest("invalid continue token: " + why);
    }
}
