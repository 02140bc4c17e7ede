package dev.mudi.kubelet.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how the server listens.
 *
 * @param address port 0 takes a free one
 * @param certificate the serving certificate and its chain, PEM
 * @param privateKey its key, PKCS #8 PEM
 * @param clientCa the CA of client certificates, PEM; without one, client certificates are not asked for
 */
public record ServerOptions(InetSocketAddress address, Path certificate, Path privateKey, Optional<Path> clientCa) {}
