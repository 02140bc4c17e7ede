package dev.mudi.etcd.grpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;

/** TLS for gRPC and for plain HTTP: a client may ask for either protocol, or for none, and then its first bytes tell. */
final class TlsContext {
    private TlsContext() {}

    /** @throws IOException when a file cannot be used; the message says which files */
    static SslContext of(EtcdServerOptions.Tls tls) throws IOException {
        try {
            var builder = GrpcSslContexts.forServer(
                            tls.certificate().toFile(), tls.key().toFile())
                    // A browser or a probe, which could speak both, is to speak HTTP/1.1; gRPC asks for HTTP/2 alone.
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_1_1,
                            ApplicationProtocolNames.HTTP_2));
            if (!tls.terms().isDefault()) {
                builder.protocols(tls.terms().protocols());
            }
            if (!tls.terms().cipherSuites().isEmpty()) {
                builder.ciphers(tls.terms().cipherSuites(), SupportedCipherSuiteFilter.INSTANCE);
            }
            if (tls.clientCa().isPresent()) {
                builder.trustManager(tls.clientCa().get().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new IOException("the certificate files " + tls + " cannot be used: " + e.getMessage(), e);
        }
    }
}
