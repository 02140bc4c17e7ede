package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.EtcdException.Code;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.RequestOp;
import dev.mudi.etcd.TxnRequest;
import dev.mudi.etcd.auth.AccessCheck;
import dev.mudi.etcd.auth.Caller;
import dev.mudi.etcd.auth.Tokens;
import dev.mudi.etcd.state.TxnCheck;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: by a token in the metadata of the call, or else by the common name of the client's certificate. While the
 * store lets everyone do everything, no one is asked.
 */
final class Callers implements ServerInterceptor {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String BEARER = "Bearer ";
    private static final Context.Key<Credentials> CREDENTIALS = Context.key("credentials");

    private final Etcd etcd;
    private final Tokens tokens;

    Callers(Etcd etcd, Tokens tokens) {
        this.etcd = etcd;
        this.tokens = tokens;
    }

    /** What a call came with. */
    private record Credentials(
            @Nullable String token, @Nullable SSLSession tls) {}

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!etcd.auth().enabled()) {
            return next.startCall(call, headers);
        }
        var token = headers.containsKey(TOKEN) ? headers.get(TOKEN) : headers.get(AUTHORIZATION);
        var bare = token != null && token.startsWith(BEARER) ? token.substring(BEARER.length()) : token;
        var credentials = new Credentials(bare, call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        return Contexts.interceptCall(Context.current().withValue(CREDENTIALS, credentials), call, headers, next);
    }

    /**
     * Who makes the call that is served on this thread.
     *
     * @throws EtcdException {@code INVALID_AUTH_TOKEN}
     */
    Caller caller() {
        var credentials = CREDENTIALS.get();
        var auth = etcd.auth();
        if (credentials == null || !auth.enabled()) {
            return Caller.NOBODY;
        }
        if (credentials.token != null) {
            return tokens.recognise(auth, credentials.token)
                    .orElseThrow(() -> EtcdException.of(Code.INVALID_AUTH_TOKEN));
        }
        return commonName(credentials.tls)
                .map(name -> new Caller(name, auth.revision()))
                .orElse(Caller.NOBODY);
    }

    private static Optional<String> commonName(@Nullable SSLSession session) {
        if (session == null) {
            return Optional.empty();
        }
        try {
            return new LdapName(session.getPeerPrincipal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(rdn -> rdn.getValue().toString())
                            .findFirst();
        } catch (SSLPeerUnverifiedException | InvalidNameException _) {
            // The client has shown no certificate, or one without a name.
            return Optional.empty();
        }
    }

    /** What the caller may do. */
    AccessCheck access() {
        var auth = etcd.auth();
        return new AccessCheck(
                auth, caller(), id -> etcd.leaseTimeToLive(id, true).keys());
    }

    /** Refuses an operation that the caller may not run; one that no one could is refused for that first. */
    <R extends RequestOp> R permitted(R op) {
        if (etcd.auth().enabled()) {
            if (op instanceof RangeRequest range) {
                TxnCheck.check(range);
            } else {
                TxnCheck.check(op instanceof TxnRequest txn ? txn : TxnRequest.of(op));
            }
            access().operation(op);
        }
        return op;
    }

    /** Refuses callers that are no administrators. */
    void requireAdmin() {
        if (etcd.auth().enabled()) {
            access().admin();
        }
    }

    /** Refuses callers of which nothing is known. */
    void requireSomeone() {
        if (etcd.auth().enabled() && caller().user().isEmpty()) {
            throw EtcdException.of(Code.USER_EMPTY);
        }
    }
}
