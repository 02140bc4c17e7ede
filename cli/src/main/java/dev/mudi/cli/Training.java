package dev.mudi.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/** What the makers of AOT caches have in common. */
final class Training {
    private static final int LOAD_SECONDS = 120;

    private Training() {}

    /** Load comes from a process of its own, so that what is learnt here is of the server and not of its clients. */
    static void load(Class<?> maker, String target) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        maker.getName(),
                        target)
                .inheritIO()
                .start();
        if (!process.waitFor(LOAD_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        System.out.println(process.exitValue() == 0 ? "trained under load" : "the load was not whole");
    }

    /** Loads all own classes whose names begin so, but for the rare ones. */
    static void loadClasses(String prefix, List<String> rare) throws IOException {
        for (var path : System.getProperty("java.class.path").split(":", -1)) {
            if (path.contains("mudi-") && path.endsWith(".jar")) {
                loadClasses(path, prefix, rare);
            }
        }
    }

    private static void loadClasses(String path, String prefix, List<String> rare) throws IOException {
        try (var jar = new JarFile(path)) {
            for (var entry : jar.stream().toList()) {
                var name = entry.getName();
                if (name.startsWith(prefix)
                        && name.endsWith(".class")
                        && !name.endsWith("package-info.class")
                        && rare.stream().noneMatch(name::startsWith)) {
                    load(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Training.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            System.err.println("not trained: " + name + ": " + e);
        }
    }

    /** Deletes a folder and what is in it. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
