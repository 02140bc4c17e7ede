package dev.mudi.cli.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that the cluster needs on the host.
 *
 * @param name as a user knows it
 * @param places where it may be: file names to look for on PATH, or absolute paths
 * @param debianPackage that has it
 */
record Requirement(String name, List<String> places, String debianPackage) {
    private static final List<String> PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /** What a node with real containers needs. */
    static final List<Requirement> NODE = List.of(
            new Requirement("runc", List.of("runc"), "runc"),
            new Requirement("conmon", List.of("conmon"), "conmon"),
            new Requirement(
                    "the CNI plugins",
                    List.of("/usr/lib/cni/bridge", "/opt/cni/bin/bridge"),
                    "containernetworking-plugins"),
            new Requirement("nft", List.of("nft"), "nftables"),
            new Requirement("iptables", List.of("iptables"), "iptables"),
            new Requirement("conntrack", List.of("conntrack"), "conntrack"),
            new Requirement("ip", List.of("ip"), "iproute2"),
            new Requirement("catatonit", List.of("catatonit"), "catatonit"),
            new Requirement("a static busybox", List.of("busybox"), "busybox-static"));

    /** Where it is on this host; none if it is missing. */
    Stream<Path> find() {
        return places.stream()
                .flatMap(Requirement::candidates)
                .filter(Files::isExecutable)
                .limit(1);
    }

    private static Stream<Path> candidates(String place) {
        return place.startsWith("/") ? Stream.of(Path.of(place)) : PATH.stream().map(folder -> Path.of(folder, place));
    }
}
