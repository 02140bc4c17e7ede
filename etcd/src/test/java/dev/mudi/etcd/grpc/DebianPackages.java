package dev.mudi.etcd.grpc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs from Debian: those that are installed, or else unpacked below the build's directory, so that nothing starts by itself. */
public final class DebianPackages {
    private static final Path UNPACKED = Path.of("target", "debian");

    private DebianPackages() {}

    /** The path of a program of a package. */
    public static synchronized String program(String packageName, String program) throws IOException {
        var installed = Stream.of("/usr/bin", "/usr/local/bin")
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
        if (installed.isPresent()) {
            return installed.get().toString();
        }
        var unpacked = UNPACKED.resolve("usr/bin").resolve(program);
        if (!Files.isExecutable(unpacked)) {
            Files.createDirectories(UNPACKED);
            run("apt-get update -qq && apt-get download -qq " + packageName + " && dpkg-deb -x " + packageName
                    + "_*.deb .");
        }
        return unpacked.toAbsolutePath().toString();
    }

    private static void run(String script) throws IOException {
        var process = new ProcessBuilder("sh", "-c", script)
                .directory(UNPACKED.toFile())
                .redirectErrorStream(true)
                .redirectOutput(UNPACKED.resolve("log").toFile())
                .start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("'" + script + "' failed: " + Files.readString(UNPACKED.resolve("log")));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException("interrupted", e);
        }
    }
}
