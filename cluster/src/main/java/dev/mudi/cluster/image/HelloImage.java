package dev.mudi.cluster.image;

import dev.mudi.runtime.image.BuiltInImages;
import dev.mudi.runtime.image.ImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code mudi.local/hello:1} and {@code mudi.local/busybox:1}: the host's static busybox under the usual names. The first serves
 * {@code /www} on port 8080 when it is told nothing else, the second runs a shell.
 */
public final class HelloImage implements BuiltInImages {
    private static final List<Path> BUSYBOX = List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));
    private static final List<String> APPLETS = List.of(
            "sh",
            "ash",
            "cat",
            "cp",
            "date",
            "dd",
            "df",
            "echo",
            "env",
            "false",
            "find",
            "free",
            "grep",
            "head",
            "hostname",
            "httpd",
            "id",
            "ip",
            "kill",
            "ln",
            "ls",
            "mkdir",
            "mount",
            "mv",
            "nc",
            "netstat",
            "nslookup",
            "ping",
            "printf",
            "ps",
            "pwd",
            "rm",
            "sed",
            "seq",
            "sleep",
            "sort",
            "stat",
            "stty",
            "sync",
            "tail",
            "tar",
            "tee",
            "test",
            "timeout",
            "top",
            "touch",
            "tr",
            "true",
            "tty",
            "uname",
            "uniq",
            "vi",
            "wc",
            "wget",
            "which",
            "whoami",
            "xargs",
            "yes");

    @Override
    public boolean writeArchive(String reference, Path archive) throws IOException {
        switch (reference) {
            case "mudi.local/hello:1" ->
                image(reference)
                        .command("httpd", "-f", "-p", "8080", "-h", "/www")
                        .writeTo(archive);
            case "mudi.local/busybox:1" -> image(reference).command("sh").writeTo(archive);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static ImageBuilder image(String reference) throws IOException {
        var busybox = BUSYBOX.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("the image " + reference
                        + " is made from the host's busybox, which is missing: apt-get install busybox-static"));
        var image = ImageBuilder.named(reference)
                .environment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .directory("/bin", 0755)
                .directory("/etc", 0755)
                .directory("/tmp", 01777)
                .directory("/www", 0755)
                .file("/bin/busybox", busybox, 0755)
                .file("/etc/passwd", "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n", 0644)
                .file("/etc/group", "root:x:0:\nnogroup:x:65534:\n", 0644)
                .file("/www/index.html", "<!doctype html>\n<title>Hello</title>\n<h1>Hello from Mudi</h1>\n", 0644);
        for (var applet : APPLETS) {
            image = image.symlink("/bin/" + applet, "busybox");
        }
        return image;
    }
}
