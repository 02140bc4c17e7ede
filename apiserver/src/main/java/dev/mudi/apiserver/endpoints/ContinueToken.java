package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
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
        ObjectValue tree;
        try {
            tree = Json.parseObject(bytes(text));
        } catch (MalformedException e) {
            throw invalid("continue key is not valid: " + e.getMessage());
        }
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

    private static byte[] bytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            int wrong = 0;
            while (wrong < text.length() && isOfBase64(text.charAt(wrong))) {
                wrong++;
            }
            throw invalid("continue key is not valid: illegal base64 data at input byte " + wrong);
        }
    }

    private static boolean isOfBase64(char character) {
        return character == '-' || character == '_' || (character < 128 && Character.isLetterOrDigit(character));
    }

    private static StatusException invalid(String why) {
        return StatusException.badRequest("invalid continue token: " + why);
    }
}
