package dev.mudi.etcd.grpc;

import dev.mudi.etcd.EmbeddedEtcd;
import dev.mudi.etcd.EtcdOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** Serves a directory in the clear until standard input ends: for benchmarks and tools. Arguments: directory, port. */
final class ServeMain {
    private ServeMain() {}

    public static void main(String[] args) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
        try (var etcd = EmbeddedEtcd.open(EtcdOptions.of(Path.of(args[0])));
                var server = EtcdServer.start(etcd, EtcdServerOptions.of(address, Optional.empty()))) {
            System.out.println("serving on port " + server.port());
            System.in.readAllBytes();
        }
    }
}
