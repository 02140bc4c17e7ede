package dev.mudi.kubelet.server;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Decides who may use the server. Blocking; safe for many threads. */
public interface RequestAuth {

    /**
     * Who sends a request.
     *
     * @param certificate the client's certificate, verified against the client CA; empty when it showed none
     * @param bearer the bearer token, empty when there is none
     * @return empty when the credentials are missing or wrong
     * @throws IOException when that can't be found out now
     */
    Optional<UserInfo> authenticate(Optional<X509Certificate> certificate, String bearer) throws IOException;

    /**
     * Whether the user may do this to this node.
     *
     * @param verb such as {@code get}
     * @param subresource of nodes, such as {@code proxy} or {@code metrics}
     * @throws IOException when that can't be found out now
     */
    boolean mayUse(UserInfo user, String verb, String subresource) throws IOException;
}
