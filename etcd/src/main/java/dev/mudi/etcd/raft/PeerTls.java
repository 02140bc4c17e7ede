package dev.mudi.etcd.raft;

import java.io.File;
import java.nio.file.Path;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;

/**
 * What members show each other, as PEM files: each must show a certificate that the authority has signed.
 *
 * @param certificate with the addresses of this member, for server and client
 * @param key in PKCS #8
 * @param authority who signs the certificates of members
 */
public record PeerTls(Path certificate, Path key, Path authority) {
    void addTo(Parameters parameters) {
        GrpcConfigKeys.TLS.setConf(parameters, new GrpcTlsConfig(file(key), file(certificate), file(authority), true));
    }

    private static File file(Path path) {
        return path.toFile();
    }
}
