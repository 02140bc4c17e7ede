package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.metrics.RequestMetrics;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lets a user act as another, who may (Kubernetes reference, "User impersonation"). */
record ImpersonationStage(Authorizer authorizer, RequestMetrics metrics) implements Stage {
    private static final String EXTRA_PREFIX = "impersonate-extra-";

    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        long start = System.nanoTime();
        var actor = actor(context);
        metrics.access().impersonated(System.nanoTime() - start);
        next.handle(actor, response);
    }

    private RequestContext actor(RequestContext context) {
        var headers = context.request().headers();
        var name = headers.get("Impersonate-User");
        var groups = headers.all("Impersonate-Group");
        var uid = headers.get("Impersonate-Uid");
        var extra = extra(headers);
        if (name.isEmpty() && groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) {
            return context;
        }
        if (name.isEmpty()) {
            throw StatusException.badRequest(
                    "requested " + shown(uid, groups, extra) + " without impersonating a user name");
        }
        var wanted = new UserInfo(name, uid, groups, extra);
        return context.withUser(new Impersonation(authorizer, metrics.impersonation()).impersonated(context, wanted));
    }

    private static Map<String, List<String>> extra(Headers headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        headers.forEach((key, value) -> {
            var small = key.toLowerCase(Locale.ROOT);
            if (small.startsWith(EXTRA_PREFIX)) {
                extra.computeIfAbsent(unescaped(small.substring(EXTRA_PREFIX.length())), ignored -> new ArrayList<>(1))
                        .add(value);
            }
        });
        return extra;
    }

    private static String unescaped(String key) {
        try {
            return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return key;
        }
    }

    /** As upstream shows a user that has no name. */
    private static String shown(String uid, List<String> groups, Map<String, List<String>> extra) {
        var texts = new ArrayList<String>();
        extra.forEach((key, values) -> texts.add("\"" + key + "\":" + shown(values)));
        return "&user.DefaultInfo{Name:\"\", UID:\"" + uid + "\", Groups:" + shown(groups)
                + ", Extra:map[string][]string"
                + (extra.isEmpty() ? "(nil)" : "{" + String.join(", ", texts) + "}") + "}";
    }

    private static String shown(List<String> texts) {
        return texts.isEmpty() ? "[]string(nil)" : "[]string{\"" + String.join("\", \"", texts) + "\"}";
    }
}
