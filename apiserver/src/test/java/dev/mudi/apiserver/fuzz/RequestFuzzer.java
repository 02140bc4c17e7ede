package dev.mudi.apiserver.fuzz;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.sun.management.ThreadMXBean;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.codec.Yaml;
import dev.mudi.api.protobuf.Protobuf;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.MemoryRequest;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.pki.ClusterPki;
import dev.mudi.apiserver.streaming.StreamingHandler;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What Jazzer calls: makes a request of the input, and judges the answer. */
public final class RequestFuzzer {
    private static final int INPUTS_A_SERVER = 4_000;
    private static final long MOST_CPU_NANOS = 3_000_000_000L;
    private static final long MOST_ALLOCATED = 512L << 20;

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "X");

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/yaml",
            Protobuf.MEDIA_TYPE,
            "application/apply-patch+yaml",
            "application/apply-patch+cbor",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/json-patch+json",
            "application/cbor",
            "text/plain",
            "application/json;charset=\"",
            "*/*");

    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "application/yaml",
            Protobuf.MEDIA_TYPE,
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
            "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io",
            "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
            "text/html",
            ";q=2;;,,a/b;q=x",
            "application/json;pretty=1;stream=watch");

    private static final List<String> PARAMETERS = List.of(
            "limit",
            "continue",
            "resourceVersion",
            "resourceVersionMatch",
            "watch",
            "timeoutSeconds",
            "labelSelector",
            "fieldSelector",
            "sendInitialEvents",
            "allowWatchBookmarks",
            "dryRun",
            "fieldManager",
            "fieldValidation",
            "force",
            "pretty",
            "gracePeriodSeconds",
            "propagationPolicy",
            "orphanDependents",
            "includeObject",
            "timeout",
            "ignoreStoreReadErrorWithClusterBreakingPotential");

    /** What makes the server call others: never with made-up addresses. */
    private static final Set<String> CALLING =
            Set.of("validatingwebhookconfigurations", "mutatingwebhookconfigurations", "apiservices");

    /** Where the server asks for the health of the other components when somebody lists them. */
    private static final Set<Integer> COMPONENTS = Set.of(10257, 10259);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static List<Template> templates = List.of();
    private static ClusterPki pki;
    private static FuzzedServer server;
    private static int inputs;

    private RequestFuzzer() {}

    /** Called once by Jazzer. */
    public static void fuzzerInitialize() throws IOException, InterruptedException {
        BugDetectors.allowNetworkConnections((host, port) -> host.equals("localhost") && COMPONENTS.contains(port));
        templates = Template.all(Path.of(System.getProperty("mudi.fuzz.golden")));
        pki = FuzzedServer.pki(Files.createTempDirectory(Path.of(System.getProperty("mudi.fuzz.directory")), "pki"));
        server = FuzzedServer.start(pki);
    }

    /** Called once an input by Jazzer. */
    public static void fuzzerTestOneInput(FuzzedDataProvider data) throws IOException, InterruptedException {
        if (++inputs % INPUTS_A_SERVER == 0) {
            server.close();
            server = FuzzedServer.start(pki);
        }
        var template = data.pickValue(templates);
        if (data.consumeInt(0, 3) == 0
                && template.body() instanceof ObjectValue
                && !template.contentType().isEmpty()) {
            // What a patch, PUT or DELETE is about exists, now and then.
            create(template);
        }
        var headers = headers(template, data);
        var target = target(template, data);
        var method = data.consumeInt(0, 9) == 0 ? data.pickValue(METHODS) : template.method();
        var body = body(template, headers.get("Content-Type"), data);
        send(method, target, headers, body);
    }

    private static void create(Template template) {
        var collection = template.path().replaceFirst("[?].*", "");
        var name = template.body() instanceof ObjectValue object
                ? object.object("metadata").string("name")
                : "";
        int item = name.isEmpty() ? -1 : collection.indexOf("/" + name);
        if (item > 0) {
            send(
                    "POST",
                    collection.substring(0, item),
                    Headers.of("Content-Type", "application/json"),
                    Json.write(template.body()));
        }
    }

    private static Headers headers(Template template, FuzzedDataProvider data) {
        var headers = Headers.builder();
        var type = data.consumeInt(0, 5) == 0 ? data.pickValue(TYPES) : template.contentType();
        headers.add("Content-Type", type);
        if (data.consumeInt(0, 2) == 0) {
            headers.add("Accept", data.pickValue(ACCEPTS));
        }
        switch (data.consumeInt(0, 30)) {
            case 0 -> headers.add("Impersonate-User", Mutations.text(data));
            case 1 -> headers.add("Authorization", "Bearer " + Mutations.text(data));
            case 2 -> headers.add("If-None-Match", Mutations.text(data)).add("If-Match", "*");
            case 3 -> headers.add("Audit-ID", Mutations.text(data));
            default -> {}
        }
        return headers.build();
    }

    private static String target(Template template, FuzzedDataProvider data) {
        var target = template.path();
        int changes = data.consumeInt(0, 9);
        if (changes == 9) {
            var changed = Mutations.bytes(target.getBytes(StandardCharsets.ISO_8859_1), data);
            target = new String(changed, StandardCharsets.ISO_8859_1);
        }
        for (int i = 0; i < changes - 5 && i < 3; i++) {
            target += (target.indexOf('?') < 0 ? "?" : "&") + data.pickValue(PARAMETERS) + "="
                    + URLEncoder.encode(Mutations.text(data), StandardCharsets.UTF_8);
        }
        return target;
    }

    private static byte[] body(Template template, String contentType, FuzzedDataProvider data) {
        if (template.contentType().isEmpty()) {
            return new byte[0];
        }
        Value tree = template.body();
        int changes = data.consumeInt(0, 3);
        for (int i = 0; i < changes; i++) {
            tree = Mutations.tree(tree, data, 0);
        }
        var bytes = encoded(tree, contentType);
        int breaks = data.consumeInt(0, 7) - 5;
        for (int i = 0; i < breaks; i++) {
            bytes = Mutations.bytes(bytes, data);
        }
        return bytes;
    }

    private static byte[] encoded(Value tree, String contentType) {
        if (contentType.equals("application/yaml") || contentType.endsWith("+yaml")) {
            return Yaml.write(tree);
        }
        if (contentType.equals(Protobuf.MEDIA_TYPE) && tree instanceof ObjectValue object) {
            var version = object.string("apiVersion");
            int slash = version.indexOf('/');
            var type = SchemaCatalog.builtIn()
                    .kind(
                            slash < 0 ? "" : version.substring(0, slash),
                            version.substring(slash + 1),
                            object.string("kind"));
            try {
                return type.isPresent() ? Protobuf.encode(object, type.get()) : Json.write(tree);
            } catch (RuntimeException notOfThisType) {
                return Json.write(tree);
            }
        }
        return Json.write(tree);
    }

    private static boolean staysHere(String method, String target, byte[] body) {
        try {
            var info = RequestInfo.of(new MemoryRequest(method, target, Headers.NONE, body, UserInfo.API_SERVER));
            return !StreamingHandler.handles(info)
                    && !CALLING.contains(info.resource())
                    && !(info.resource().equals("customresourcedefinitions")
                            && new String(body, StandardCharsets.ISO_8859_1).contains("ebhook"));
        } catch (IllegalArgumentException brokenEscape) {
            // The transport answers it with 400 before there is a request.
            return false;
        }
    }

    private static void send(String method, String target, Headers headers, byte[] body) {
        if (!staysHere(method, target, body)) {
            return;
        }
        var sent = measure(method, target, headers, body);
        if (sent.isTooMuch()) {
            // What loads a class for the first time pays for its instrumentation: the second time is the server's own.
            sent = measure(method, target, headers, body);
        }
        judge(sent, () -> shown(method, target, headers, body));
    }

    /** An answer and what it took. */
    private record Sent(Answer answer, long cpuNanos, long allocated) {
        boolean isTooMuch() {
            return cpuNanos > MOST_CPU_NANOS || allocated > MOST_ALLOCATED;
        }
    }

    private static Sent measure(String method, String target, Headers headers, byte[] body) {
        long thread = Thread.currentThread().threadId();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getThreadAllocatedBytes(thread);
        var answer = new Answer();
        try {
            server.handle(new MemoryRequest(method, target, headers, body, UserInfo.API_SERVER), answer);
        } catch (RuntimeException | Error fault) {
            throw new AssertionError(shown(method, target, headers, body) + " was not answered", fault);
        }
        return new Sent(
                answer, THREADS.getCurrentThreadCpuTime() - cpu, THREADS.getThreadAllocatedBytes(thread) - allocated);
    }

    private static void judge(Sent sent, Supplier<String> request) {
        var answer = sent.answer();
        if (answer.code() < 200 || answer.code() >= 500) {
            throw new AssertionError(request.get() + " was answered with " + answer.code() + ": " + answer.text());
        }
        if (sent.isTooMuch()) {
            throw new AssertionError(request.get() + " took " + sent.cpuNanos() / 1_000_000 + " ms of CPU and "
                    + (sent.allocated() >> 20) + " MiB");
        }
        if (answer.code() >= 400 && answer.contentType().equals("application/json")) {
            requireStatus(answer, request);
        }
    }

    private static void requireStatus(Answer answer, Supplier<String> request) {
        try {
            var status = Json.parseObject(answer.text().getBytes(StandardCharsets.UTF_8));
            if (!status.string("kind").equals("Status") || status.integer("code", 0) != answer.code()) {
                throw new AssertionError(request.get() + " was refused without a Status: " + answer.text());
            }
        } catch (MalformedException longerThanKept) {
            // People get it with spaces.
            if (!answer.text().replace(" ", "").contains("\"kind\":\"Status\"")) {
                throw new AssertionError(
                        request.get() + " was refused without a Status: " + answer.text(), longerThanKept);
            }
        }
    }

    private static String shown(String method, String target, Headers headers, byte[] body) {
        var text = new StringBuilder(method).append(' ').append(target);
        headers.forEach((name, value) ->
                text.append(" [").append(name).append(": ").append(value).append(']'));
        var content = new String(body, StandardCharsets.UTF_8);
        return text.append(" body ")
                .append(content, 0, Math.min(content.length(), 4_000))
                .append(" base64 ")
                .append(Base64.getEncoder().encodeToString(body))
                .toString();
    }
}
