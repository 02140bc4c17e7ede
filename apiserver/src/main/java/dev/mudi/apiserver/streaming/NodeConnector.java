package dev.mudi.apiserver.streaming;

import java.io.IOException;
import java.net.Socket;

/** Makes connections to kubelets and pods. Safe for several threads. */
@FunctionalInterface
public interface NodeConnector {
    /** Connects, within a bounded time. IOException says to what and why not. */
    Socket connect(Target target) throws IOException;

    /**
     * Where to.
     *
     * @param host a name or address
     * @param port 1 to 65535
     * @param security how
     */
    record Target(String host, int port, Security security) {
        /** As the {@code Host} header says it. */
        public String authority() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** How a connection is protected. */
    enum Security {
        /** Not at all. */
        PLAIN,
        /** TLS; the other side is not verified (as upstream's proxies). */
        TLS,
        /** TLS, showing the API server's client certificate. */
        KUBELET
    }
}
