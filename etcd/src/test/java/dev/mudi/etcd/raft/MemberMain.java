package dev.mudi.etcd.raft;

import dev.mudi.etcd.EtcdOptions.Retention;
import dev.mudi.etcd.grpc.EtcdServer;
import dev.mudi.etcd.grpc.EtcdServerOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A member as a process of its own. Arguments: name, data directory, own address, then name=address of all members. */
final class MemberMain {
    static final int CLIENT_PORT = 2379;
    static final int PEER_PORT = 2380;

    private MemberMain() {}

    public static void main(String[] args) throws Exception {
        var address = args[2];
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (int i = 3; i < args.length; i++) {
            var parts = args[i].split("=", -1);
            all.put(parts[0], List.of("http://" + parts[1] + ":" + PEER_PORT));
        }
        var options = new MemberOptions(
                args[0],
                Path.of(args[1]),
                new MemberOptions.Addresses(
                        new InetSocketAddress(address, PEER_PORT),
                        all.get(args[0]),
                        List.of("http://" + address + ":" + CLIENT_PORT)),
                new MemberOptions.Cluster("fault", all, false),
                Optional.empty(),
                new MemberOptions.Limits(
                        new Retention(Duration.ZERO, 200_000), 1L << 30, 4L << 20, Duration.ofMillis(600), 0, 1));
        var serving = EtcdServerOptions.of(new InetSocketAddress(address, CLIENT_PORT), Optional.empty());
        try (var member = EtcdMember.start(options);
                var server = EtcdServer.start(member.etcd(), member.membership(), serving)) {
            System.out.println("serving on port " + server.port());
            System.in.readAllBytes();
        }
    }
}
