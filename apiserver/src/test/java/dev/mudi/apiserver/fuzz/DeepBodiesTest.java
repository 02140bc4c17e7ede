package dev.mudi.apiserver.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.UserInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies as deep as they may be, on a thread with half of the stack that the distribution gives threads. */
class DeepBodiesTest {
    private static final int DEPTH = 960;
    private static final int STACK_BYTES = 1 << 20;
    private static final String THINGS = "/apis/fuzz.example.com/v1/namespaces/golden/things";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/golden/deployments";
    private static final String MAPS = "/api/v1/namespaces/golden/configmaps";

    private static final List<String> PATCHES = List.of(
            "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml");

    @Test
    void answersTheDeepestBodyOfEveryEncodingWithSuccessOrARefusal(@TempDir Path directory) throws Exception {
        var faults = new ArrayList<String>();
        try (var server = FuzzedServer.start(FuzzedServer.pki(directory))) {
            nested().forEach((encoding, nested) -> {
                faults.addAll(sentTo(server, THINGS, thing(nested), encoding));
                faults.addAll(sentTo(server, DEPLOYMENTS, deployment(nested), encoding));
                faults.addAll(sentTo(server, MAPS, map(nested), encoding));
                faults.addAll(sentTo(server, MAPS, nested, encoding));
            });
        }
        assertThat(faults).isEmpty();
    }

    /** A value of each encoding that nests a thing a level. */
    private static Map<String, String> nested() {
        return Map.of(
                "application/json lists", "[".repeat(DEPTH) + "]".repeat(DEPTH),
                "application/json objects", "{\"a\":".repeat(DEPTH) + "1" + "}".repeat(DEPTH),
                "application/yaml lists", "[".repeat(DEPTH) + "]".repeat(DEPTH),
                "application/yaml objects", "{a: ".repeat(DEPTH) + "1" + "}".repeat(DEPTH));
    }

    private static String thing(String nested) {
        return "{\"apiVersion\": \"fuzz.example.com/v1\", \"kind\": \"Thing\", \"metadata\": {\"name\": \"deep\"}, \"spec\": {\"raw\": {\"x\": "
                + nested + "}}}";
    }

    private static String deployment(String nested) {
        return "{\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", \"metadata\": {\"name\": \"deep\"}, \"spec\": {\"selector\": {\"matchLabels\": {\"a\": \"b\"}}, "
                + "\"template\": {\"metadata\": {\"labels\": {\"a\": \"b\"}}, \"spec\": {\"unknown\": " + nested
                + ", \"containers\": [{\"name\": \"c\", \"image\": \"i\"}]}}}}";
    }

    private static String map(String nested) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"deep\"}, \"data\": {\"x\": "
                + nested + "}}";
    }

    private static List<String> sentTo(FuzzedServer server, String collection, String body, String encoding) {
        var type = encoding.substring(0, encoding.indexOf(' '));
        var faults = new ArrayList<String>();
        // Twice, as the second one meets what the first one made.
        for (int i = 0; i < 2; i++) {
            faults.addAll(fault(server, "POST", collection, type, body));
            faults.addAll(fault(server, "PUT", collection + "/deep", type, body));
            for (var patch : PATCHES) {
                faults.addAll(fault(server, "PATCH", collection + "/deep?fieldManager=" + i, patch, body));
            }
            faults.addAll(fault(
                    server,
                    "PATCH",
                    collection + "/deep",
                    "application/json-patch+json",
                    "[{\"op\":\"replace\",\"path\":\"/spec\",\"value\":" + body + "}]"));
        }
        faults.addAll(fault(server, "GET", collection + "?limit=5", type, ""));
        faults.addAll(fault(server, "DELETE", collection + "/deep", "application/json", ""));
        return faults;
    }

    private static List<String> fault(FuzzedServer server, String method, String target, String type, String body) {
        var answer = new Answer();
        var sent = new FutureTask<>(
                () -> server.handle(
                        new MemoryRequest(
                                method,
                                target,
                                Headers.of(
                                        "Content-Type",
                                        type,
                                        "Accept",
                                        type.contains("yaml") ? "application/yaml" : "application/json"),
                                body.getBytes(StandardCharsets.UTF_8),
                                UserInfo.API_SERVER),
                        answer),
                answer);
        new Thread(null, sent, "deep", STACK_BYTES).start();
        try {
            int code = sent.get().code();
            return code >= 200 && code < 500
                    ? List.of()
                    : List.of(method + " " + target + " as " + type + " of "
                            + body.substring(0, Math.min(body.length(), 40)) + ": " + code + " " + answer.text());
        } catch (Exception e) {
            throw new AssertionError(method + " " + target + " was not answered", e);
        }
    }
}
