package dev.mudi.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.CertUtils;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where load goes: a server by its kubeconfig, and the processes whose CPU time and memory are its. Safe for several threads. */
public final class Target implements AutoCloseable {
    private final Path kubeconfig;
    private final URI server;
    private final SslContext tls;
    private final Optional<String> token;
    private final List<Long> processes;

    /** One thread moves the bytes of all connections: the load shares the machine with the server. */
    private final MultiThreadIoEventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench", true), EpollIoHandler.newFactory());

    private Target(Path kubeconfig, URI server, SslContext tls, Optional<String> token, List<Long> processes) {
        this.kubeconfig = kubeconfig;
        this.server = server;
        this.tls = tls;
        this.token = token;
        this.processes = List.copyOf(processes);
    }

    /**
     * Reads a kubeconfig with a client certificate or a token.
     *
     * @param processes ids of the server's processes on this machine; empty if they are not known
     * @throws IOException that says what is wrong with the kubeconfig
     */
    public static Target of(Path kubeconfig, List<Long> processes) throws IOException {
        try {
            var config = Config.fromKubeconfig(kubeconfig.toFile());
            var tls = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL)
                    .trustManager(SSLUtils.trustManagers(config)[0])
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2));
            showCertificate(config, tls);
            return new Target(
                    kubeconfig,
                    URI.create(config.getMasterUrl()),
                    tls.build(),
                    Optional.ofNullable(token(config)).filter(text -> !text.isEmpty()),
                    processes);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates of " + kubeconfig + ": " + e.getMessage(), e);
        }
    }

    /** Shows the client's certificate, if there is one; keys in PKCS #8 are Netty's to read, since fabric8 takes them all for RSA. */
    private static void showCertificate(Config config, SslContextBuilder tls)
            throws GeneralSecurityException, IOException {
        if (config.getClientKeyData() == null && config.getClientKeyFile() == null) {
            return;
        }
        try (var key = CertUtils.getInputStreamFromDataOrFile(config.getClientKeyData(), config.getClientKeyFile());
                var chain = CertUtils.getInputStreamFromDataOrFile(
                        config.getClientCertData(), config.getClientCertFile())) {
            var pem = key == null ? "" : new String(key.readAllBytes(), StandardCharsets.US_ASCII);
            if (pem.contains("BEGIN PRIVATE KEY") && chain != null) {
                tls.keyManager(chain, new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
                return;
            }
        }
        var keys = SSLUtils.keyManagers(config);
        if (keys != null && keys.length > 0) {
            tls.keyManager(keys[0]);
        }
    }

    private static @Nullable String token(Config config) {
        return config.getAutoOAuthToken() != null ? config.getAutoOAuthToken() : config.getOauthToken();
    }

    /** One client with a connection of its own. */
    Connection connect() throws IOException {
        return Connection.open(loop, tls, server, token);
    }

    /** What a client shows besides a certificate, or instead of one. */
    Optional<String> token() {
        return token;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    ServerProcesses processes() {
        return new ServerProcesses(processes);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
