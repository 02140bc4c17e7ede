package dev.mudi.api.kinds.core;

import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Semantics;
import dev.mudi.api.validation.Syntax;
import java.util.Base64;
import java.util.List;

/** Rules for config maps and secrets (Kubernetes reference). Stateless. */
final class ConfigValidation {
    private static final int SIZE_LIMIT = 1024 * 1024;
    private static final String FIXED = "field is immutable when `immutable` is set";

    private ConfigValidation() {}

    static void configMap(At map) {
        long size = 0;
        for (var entry : map.at("data").strings().entrySet()) {
            var at = map.at("data").entry(entry.getKey());
            key(at, entry.getKey());
            if (map.at("binaryData").object().has(entry.getKey())) {
                at.invalid(entry.getKey(), "duplicate of key present in binaryData");
            }
            size += Syntax.bytes(entry.getValue());
        }
        for (var entry : map.at("binaryData").strings().entrySet()) {
            key(map.at("binaryData").entry(entry.getKey()), entry.getKey());
            size += decodedSize(entry.getValue());
        }
        if (size > SIZE_LIMIT) {
            map.at("").tooLong(SIZE_LIMIT);
        }
    }

    private static void key(At at, String key) {
        Syntax.CONFIG_KEY.complaints(key).forEach(complaint -> at.invalid(key, complaint));
    }

    private static long decodedSize(String text) {
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        return text.length() / 4L * 3 - padding;
    }

    static void configMapUpdate(At map, At before) {
        immutable(map, before, List.of("data", "binaryData"));
        configMap(map);
    }

    private static void immutable(At object, At before, List<String> fields) {
        if (!before.at("immutable").truth()) {
            return;
        }
        if (!object.at("immutable").truth()) {
            object.at("immutable").forbidden(FIXED);
        }
        for (var field : fields) {
            if (!Semantics.equal(object.at(field).object(), before.at(field).object())) {
                object.at(field).forbidden(FIXED);
            }
        }
    }

    static void secret(At secret) {
        var data = secret.at("data");
        long size = 0;
        for (var entry : data.strings().entrySet()) {
            key(data.entry(entry.getKey()), entry.getKey());
            size += decodedSize(entry.getValue());
        }
        if (size > SIZE_LIMIT) {
            data.tooLong(SIZE_LIMIT);
        }
        switch (secret.at("type").text()) {
            case "kubernetes.io/service-account-token" ->
                secret.at("metadata", "annotations")
                        .entry("kubernetes.io/service-account.name")
                        .mustBeGiven();
            case "kubernetes.io/dockercfg" -> json(data.entry(".dockercfg"));
            case "kubernetes.io/dockerconfigjson" -> json(data.entry(".dockerconfigjson"));
            case "kubernetes.io/basic-auth" -> {
                if (!data.entry("username").isSet() && !data.entry("password").isSet()) {
                    data.entry("username").required();
                    data.entry("password").required();
                }
            }
            case "kubernetes.io/ssh-auth" -> data.entry("ssh-privatekey").mustBeGiven();
            case "kubernetes.io/tls" -> {
                present(data.entry("tls.crt"));
                present(data.entry("tls.key"));
            }
            default -> {}
        }
    }

    private static void present(At entry) {
        if (!entry.isSet()) {
            entry.required();
        }
    }

    private static void json(At entry) {
        if (!entry.isSet()) {
            entry.required();
            return;
        }
        try {
            Json.parseObject(Base64.getDecoder().decode(entry.text()));
        } catch (MalformedException | IllegalArgumentException e) {
            entry.invalid("<secret contents redacted>", goMessage(entry.text(), e));
        }
    }

    /** Go's decoder says where it stopped understanding; of the commonest cases the words are the same. */
    private static String goMessage(String text, Exception e) {
        var bytes = text.isEmpty() ? new byte[0] : Base64.getMimeDecoder().decode(text);
        if (bytes.length == 0) {
            return "unexpected end of JSON input";
        }
        char first = (char) (bytes[0] & 255);
        return "{}[]\"-0123456789tfn".indexOf(first) < 0
                ? "invalid character '" + first + "' looking for beginning of value"
                : String.valueOf(e.getMessage());
    }

    static void secretUpdate(At secret, At before) {
        secret.at("type").mustNotHaveChanged(before.at("type"));
        immutable(secret, before, List.of("data"));
        secret(secret);
    }
}
