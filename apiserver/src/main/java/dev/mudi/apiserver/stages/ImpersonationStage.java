package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.ApiResponse;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.Headers;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.RequestHandler;
import dev.mudi.apiserver.UserInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lets a user act as another, who may (Kubernetes reference, "User impersonation"). */
record ImpersonationStage(Authorizer authorizer) implements Stage {
    private static final String EXTRA_PREFIX = "impersonate-extra-";
    private static final String ACCOUNT_PREFIX = "system:serviceaccount:";
    private static final String AUTHENTICATION = "authentication.k8s.io";

    @Override
    public void pass(RequestContext context, ApiResponse response, RequestHandler next) {
        var headers = context.request().headers();
        var name = headers.get("Impersonate-User");
        var groups = headers.all("Impersonate-Group");
        var uid = headers.get("Impersonate-Uid");
        var extra = extra(headers);
        if (name.isEmpty() && groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) {
            next.handle(context, response);
            return;
        }
        if (name.isEmpty()) {
            throw StatusException.badRequest(
                    "requested impersonation of groups, a uid or extra without impersonating a user"
                            + ": set the header Impersonate-User too");
        }
        var other = new UserInfo(name, uid, groups, extra);
        requireAllowed(context.user(), other);
        next.handle(context.withUser(completed(other)), response);
    }

    private static Map<String, List<String>> extra(Headers headers) {
        var extra = new LinkedHashMap<String, List<String>>();
        headers.forEach((key, value) -> {
            var small = key.toLowerCase(Locale.ROOT);
            if (small.startsWith(EXTRA_PREFIX)) {
                var decoded = URLDecoder.decode(small.substring(EXTRA_PREFIX.length()), StandardCharsets.UTF_8);
                extra.computeIfAbsent(decoded, ignored -> new ArrayList<>(1)).add(value);
            }
        });
        return extra;
    }

    private void requireAllowed(UserInfo asker, UserInfo other) {
        var account = account(other.name());
        if (account.size() == 2) {
            require(asker, new Resource("", "v1", "serviceaccounts", "", account.get(0), account.get(1)));
        } else {
            require(asker, new Resource("", "", "users", "", "", other.name()));
        }
        for (var group : other.groups()) {
            require(asker, new Resource("", "", "groups", "", "", group));
        }
        other.extra()
                .forEach((key, values) -> values.forEach(
                        value -> require(asker, new Resource(AUTHENTICATION, "v1", "userextras", key, "", value))));
        if (!other.uid().isEmpty()) {
            require(asker, new Resource(AUTHENTICATION, "v1", "uids", "", "", other.uid()));
        }
    }

    private void require(UserInfo asker, Resource resource) {
        AuthorizationStage.require(authorizer, Attributes.of(asker, "impersonate", resource));
    }

    /** Namespace and name of a service account's user name; nothing for other users. */
    private static List<String> account(String user) {
        if (!user.startsWith(ACCOUNT_PREFIX)) {
            return List.of();
        }
        var parts = List.of(user.substring(ACCOUNT_PREFIX.length()).split(":", -1));
        return parts.size() == 2 && parts.stream().noneMatch(String::isEmpty) ? parts : List.of();
    }

    /** The user in the groups that go without saying. */
    private static UserInfo completed(UserInfo other) {
        var groups = new ArrayList<>(other.groups());
        var account = account(other.name());
        if (groups.isEmpty() && !account.isEmpty()) {
            groups.add("system:serviceaccounts");
            groups.add("system:serviceaccounts:" + account.getFirst());
        }
        var user = new UserInfo(other.name(), other.uid(), groups, other.extra());
        if (!other.name().equals(UserInfo.ANONYMOUS.name())) {
            return user.authenticated();
        }
        if (!groups.contains(UserInfo.UNAUTHENTICATED)) {
            groups.add(UserInfo.UNAUTHENTICATED);
        }
        return new UserInfo(other.name(), other.uid(), groups, other.extra());
    }
}
