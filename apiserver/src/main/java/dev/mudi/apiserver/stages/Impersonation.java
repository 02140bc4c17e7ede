package dev.mudi.apiserver.stages;

import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.Authorizer;
import dev.mudi.apiserver.Authorizer.Attributes;
import dev.mudi.apiserver.Authorizer.Resource;
import dev.mudi.apiserver.RequestContext;
import dev.mudi.apiserver.UserInfo;
import dev.mudi.apiserver.metrics.ImpersonationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may act as whom: for what is asked and as whom it is asked in one of the constrained modes (KEP-5284), or by the verb
 * {@code impersonate} for everything. The first refusal is the one that is told.
 */
record Impersonation(Authorizer authorizer, ImpersonationMetrics metrics) {
    private static final String ACCOUNT_PREFIX = "system:serviceaccount:";
    private static final String NODE_PREFIX = "system:node:";
    private static final String NODES = "system:nodes";
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String NODE_OF_ACCOUNT = "authentication.kubernetes.io/node-name";
    private static final String ASSOCIATED_KEYS = "authentication.kubernetes.io/associated-node-keys";
    private static final Pattern NODE_NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern EXTRA_KEY = Pattern.compile("[a-z0-9]([-.a-z0-9]*[a-z0-9])?/[^A-Z]+");

    /** From so many on one question about all of them comes first. */
    private static final int MANY = 4;

    /** A way to be allowed. */
    private enum Mode {
        ASSOCIATED_NODE("associated-node"),
        ARBITRARY_NODE("arbitrary-node"),
        SERVICE_ACCOUNT("serviceaccount"),
        USER_INFO("user-info"),
        LEGACY("legacy");

        private final String text;

        Mode(String text) {
            this.text = text;
        }

        private boolean isConstrained() {
            return this != LEGACY;
        }

        private String verb() {
            return isConstrained() ? "impersonate:" + text : "impersonate";
        }

        private boolean applies(UserInfo asker, UserInfo wanted) {
            boolean onlyName = wanted.uid().isEmpty()
                    && wanted.groups().isEmpty()
                    && wanted.extra().isEmpty();
            var node = node(wanted.name());
            boolean isAccount = account(wanted.name()).size() == 2;
            return switch (this) {
                case ASSOCIATED_NODE ->
                    onlyName
                            && node.isPresent()
                            && account(asker.name()).size() == 2
                            && asker.extra()
                                    .getOrDefault(NODE_OF_ACCOUNT, List.of())
                                    .equals(List.of(node.get()));
                case ARBITRARY_NODE -> onlyName && node.isPresent();
                case SERVICE_ACCOUNT -> onlyName && isAccount;
                case USER_INFO -> node.isEmpty() && !isAccount;
                case LEGACY -> true;
            };
        }
    }

    /**
     * The user that the request is to be done as.
     *
     * @throws StatusException 403 when the asker may not act as that user
     */
    UserInfo impersonated(RequestContext context, UserInfo wanted) {
        @Nullable StatusException first = null;
        long start = System.nanoTime();
        for (var mode : Mode.values()) {
            if (mode.applies(context.user(), wanted)) {
                try {
                    var user = new Attempt(mode, context).as(wanted);
                    metrics.allowed(mode.text, System.nanoTime() - start);
                    return user;
                } catch (StatusException refusal) {
                    first = first == null ? refusal : first;
                }
            }
        }
        metrics.denied(System.nanoTime() - start);
        throw first == null ? StatusException.badRequest("all impersonation modes failed") : first;
    }

    /** Namespace and name of a service account's user name; nothing for other users. */
    static List<String> account(String user) {
        if (!user.startsWith(ACCOUNT_PREFIX)) {
            return List.of();
        }
        var parts = List.of(user.substring(ACCOUNT_PREFIX.length()).split(":", -1));
        return parts.size() == 2 && parts.stream().noneMatch(String::isEmpty) ? parts : List.of();
    }

    private static Optional<String> node(String user) {
        return Optional.of(user)
                .filter(name -> name.startsWith(NODE_PREFIX))
                .map(name -> name.substring(NODE_PREFIX.length()))
                .filter(name -> NODE_NAME.matcher(name).matches());
    }

    /** One mode tried. */
    private final class Attempt {
        private final Mode mode;
        private final RequestContext context;
        private final UserInfo asker;
        private final String userGroup;

        private Attempt(Mode mode, RequestContext context) {
            this.mode = mode;
            this.context = context;
            this.userGroup = mode.isConstrained() ? AUTHENTICATION : "";
            var user = context.user();
            // What is known of an associated node is that it is one, so that the answer holds for all of them.
            this.asker = mode == Mode.ASSOCIATED_NODE
                    ? new UserInfo(
                            user.name(),
                            user.uid(),
                            user.groups(),
                            Map.of(
                                    ASSOCIATED_KEYS,
                                    List.copyOf(new TreeSet<>(user.extra().keySet()))))
                    : user;
        }

        private UserInfo as(UserInfo wanted) {
            if (mode.isConstrained()) {
                var asked = Attributes.of(asker, context.info());
                require(new Attributes(
                        asker,
                        "impersonate-on:" + mode.text + ":" + asked.verb(),
                        asked.resource(),
                        asked.path(),
                        asked.selectors()));
            }
            requireName(wanted);
            if (!wanted.uid().isEmpty()) {
                require(new Resource(AUTHENTICATION, "v1", "uids", "", "", wanted.uid()));
            }
            requireGroups(wanted.groups());
            requireExtra(wanted);
            return completed(wanted);
        }

        private void requireName(UserInfo wanted) {
            var node = node(wanted.name()).filter(name -> mode.isConstrained());
            var account = account(wanted.name());
            if (node.isPresent()) {
                var name = mode == Mode.ASSOCIATED_NODE ? "*" : node.get();
                require(new Resource(userGroup, "v1", "nodes", "", "", name));
            } else if (account.size() == 2) {
                require(new Resource(userGroup, "v1", "serviceaccounts", "", account.get(0), account.get(1)));
            } else {
                require(new Resource(userGroup, "v1", "users", "", "", wanted.name()));
            }
        }

        private void requireGroups(List<String> groups) {
            if (mode.isConstrained()) {
                if (groups.contains("")) {
                    throw refused("groups", "", "impersonating the empty string group is not allowed");
                }
                if (groups.contains(UserInfo.MASTERS)) {
                    throw refused(
                            "groups",
                            UserInfo.MASTERS,
                            "impersonating the " + UserInfo.MASTERS + " group is not allowed");
                }
                if (groups.size() >= MANY && isAllowed(group("*"))) {
                    return;
                }
            }
            groups.forEach(group -> require(group(group)));
        }

        private Resource group(String name) {
            return new Resource(userGroup, "v1", "groups", "", "", name);
        }

        private void requireExtra(UserInfo wanted) {
            if (mode.isConstrained()) {
                wanted.extra().forEach(this::checkExtra);
                int count =
                        wanted.extra().values().stream().mapToInt(List::size).sum();
                if (count >= MANY && isAllowed(extra("*", "*"))) {
                    return;
                }
            }
            wanted.extra().forEach((key, values) -> values.forEach(value -> require(extra(key, value))));
        }

        private Resource extra(String key, String value) {
            return new Resource(AUTHENTICATION, "v1", "userextras", key, "", value);
        }

        private void checkExtra(String key, List<String> values) {
            if (key.isEmpty()) {
                throw refused("userextras", "", "impersonating the empty string key in extra is not allowed");
            }
            if (!EXTRA_KEY.matcher(key).matches()) {
                throw refused(
                        "userextras", "", "impersonating an invalid key in extra is not allowed: \"" + key + "\"");
            }
            if (values.contains("")) {
                throw refused("userextras", "", "impersonating the empty string value in extra is not allowed");
            }
        }

        private StatusException refused(String resource, String name, String why) {
            var group = resource.equals("groups") ? userGroup : AUTHENTICATION;
            return AuthorizationStage.forbidden(
                    Attributes.of(asker, mode.verb(), new Resource(group, "v1", resource, "", "", name)), why);
        }

        private boolean isAllowed(Resource resource) {
            return decision(Attributes.of(asker, mode.verb(), resource)).isAllowed();
        }

        private void require(Resource resource) {
            require(Attributes.of(asker, mode.verb(), resource));
        }

        private void require(Attributes attributes) {
            var decision = decision(attributes);
            if (!decision.isAllowed()) {
                throw AuthorizationStage.forbidden(attributes, decision.reason());
            }
        }

        private Authorizer.Decision decision(Attributes attributes) {
            long start = System.nanoTime();
            var decision = authorizer.authorize(attributes);
            metrics.asked(mode.text, decision.isAllowed(), System.nanoTime() - start);
            return decision;
        }

        /** The user in the groups that go without saying. */
        private UserInfo completed(UserInfo wanted) {
            var groups = new ArrayList<>(wanted.groups());
            var account = account(wanted.name());
            if (groups.isEmpty() && !account.isEmpty()) {
                groups.add("system:serviceaccounts");
                groups.add("system:serviceaccounts:" + account.getFirst());
            }
            if (mode.isConstrained() && node(wanted.name()).isPresent()) {
                groups.add(NODES);
            }
            var user = new UserInfo(wanted.name(), wanted.uid(), groups, wanted.extra());
            if (!wanted.name().equals(UserInfo.ANONYMOUS.name())) {
                return user.authenticated();
            }
            if (!groups.contains(UserInfo.UNAUTHENTICATED)) {
                groups.add(UserInfo.UNAUTHENTICATED);
            }
            return new UserInfo(wanted.name(), wanted.uid(), groups, wanted.extra());
        }
    }
}
