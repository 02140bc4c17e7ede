package dev.mudi.apiserver;

import dev.mudi.apiserver.authentication.AuthenticationReviews;
import dev.mudi.apiserver.authentication.CertificateAuthenticator;
import dev.mudi.apiserver.authentication.FrontProxyAuthenticator;
import dev.mudi.apiserver.authentication.RequestAuthenticator;
import dev.mudi.apiserver.authentication.ServiceAccountTokens;
import dev.mudi.apiserver.authentication.TokenAuthenticator;
import dev.mudi.apiserver.authorization.AdminAccessCheck;
import dev.mudi.apiserver.authorization.AuthorizationReviews;
import dev.mudi.apiserver.authorization.EscalationCheck;
import dev.mudi.apiserver.authorization.NodeAuthorizer;
import dev.mudi.apiserver.authorization.RbacAuthorizer;
import dev.mudi.apiserver.authorization.UnionAuthorizer;
import dev.mudi.apiserver.bootstrap.BootstrapObjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who is let in, and who may do what: the authenticators and authorizers of a server, put together. */
final class AccessControl implements AutoCloseable {
    private final ServiceAccountTokens tokens;
    private final AdminAccessCheck adminAccess;
    private final RequestAuthenticator authenticator;
    private final NodeAuthorizer nodes = new NodeAuthorizer(BootstrapObjects.nodeRules());
    private final RbacAuthorizer rbac = new RbacAuthorizer();
    private final UnionAuthorizer authorizer = new UnionAuthorizer(List.of(nodes, rbac));

    AccessControl(ApiServerOptions options, ObjectSource objects) {
        var pki = options.pki();
        var access = options.access();
        this.adminAccess = new AdminAccessCheck(objects);
        this.tokens = new ServiceAccountTokens(pki.serviceAccountKeyPair(), access.issuer(), objects, options.clock());
        var frontProxy = new FrontProxyAuthenticator(
                new CertificateAuthenticator(List.of(pki.frontProxyAuthority().certificate()), options.clock()),
                List.of("front-proxy-client"));
        var bearer = new ArrayList<TokenAuthenticator>(access.tokens());
        bearer.add(tokens);
        this.authenticator = new RequestAuthenticator(
                frontProxy,
                new CertificateAuthenticator(List.of(pki.authority().certificate()), options.clock()),
                bearer,
                tokens.ownAudiences(),
                access.anonymous());
    }

    ServiceAccountTokens tokens() {
        return tokens;
    }

    RequestAuthenticator authenticator() {
        return authenticator;
    }

    Authorizer authorizer() {
        return authorizer;
    }

    /** What the registry asks. */
    RegistryServices services() {
        var reviews = new HashMap<String, ReviewHandler>(new AuthenticationReviews(() -> authenticator).handlers());
        reviews.putAll(new AuthorizationReviews(authorizer, rbac).handlers());
        var checks = new HashMap<>(new EscalationCheck(rbac, authorizer).checks());
        checks.putAll(adminAccess.checks());
        return new RegistryServices(authorizer, tokens, Map.copyOf(reviews), Map.copyOf(checks));
    }

    /** Begins to follow roles, bindings and pods; returns when roles and bindings are known. */
    void follow(ObjectSource objects) throws InterruptedException {
        rbac.follow(objects);
        nodes.follow(objects);
    }

    @Override
    public void close() {
        rbac.close();
        nodes.close();
    }
}
