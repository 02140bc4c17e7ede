package dev.mudi.build.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * Reads the messages out of the source jar of {@code client-java-proto}. The Javadoc of each generated interface repeats a field's
 * comment and its line of the .proto file; nothing else of these sources is looked at.
 */
final class ProtoSource {
    private static final Pattern INTERFACE = Pattern.compile("@@protoc_insertion_point\\(interface_extends:([\\w.]+)\\)");
    private static final Pattern CODE = Pattern.compile("<code>(.*)</code>");
    private static final Pattern FIELD =
            Pattern.compile("(?:(repeated|optional|required) )?(map<.*>|[\\w.]+) (\\w+) = (\\d+)(?: \\[.*])?;");
    private static final Pattern OPEN_WORK = Pattern.compile("[T]ODO\\b");
    private static final Pattern TYPE = Pattern.compile("Protobuf type \\{@code ([\\w.]+)}");

    /** Stands for the end of a comment while it is collected. */
    private static final String END = "\u0000";

    private final Map<String, Message> messages = new TreeMap<>();
    private List<String> markers = new ArrayList<>();
    private final StringBuilder comment = new StringBuilder();
    private String current = "";

    private ProtoSource() {}

    static Map<String, Message> read(Path jar) throws IOException {
        var source = new ProtoSource();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream()
                    .filter(one -> one.getName().startsWith("io/kubernetes/client/proto/"))
                    .toList()) {
                try (var lines = new BufferedReader(
                        new InputStreamReader(zip.getInputStream(entry), StandardCharsets.UTF_8))) {
                    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                        source.line(line);
                    }
                }
            }
        }
        return source.messages;
    }

    private void line(String line) {
        if (line.startsWith("  }")) {
            current = "";
        } else if (line.endsWith("/**")) {
            markers = new ArrayList<>();
            comment.setLength(0);
        } else if (line.contains("* +")) {
            markers.add(unescape(line.substring(line.indexOf("* +") + 2)).strip());
        } else if (line.contains("Protobuf type {@code")) {
            var type = TYPE.matcher(line);
            if (type.find()) {
                of(type.group(1)).markers().addAll(markers);
            }
        } else if (line.contains("interface_extends")) {
            var start = INTERFACE.matcher(line);
            current = start.find() ? start.group(1) : "";
        } else if (!current.isEmpty() && line.contains("<code>")) {
            var code = CODE.matcher(line);
            if (code.find()) {
                field(unescape(code.group(1)));
            }
        } else if (!current.isEmpty() && line.startsWith("     * ") && !line.contains("pre>")) {
            comment(unescape(line.substring("     * ".length())).strip());
        } else if (!current.isEmpty() && line.equals("     *")) {
            comment("");
        }
    }

    /** Joins lines to paragraphs as the API description does; what follows a line of dashes is for developers. */
    private void comment(String line) {
        if (comment.indexOf(END) >= 0 || OPEN_WORK.matcher(line).lookingAt()) {
            return;
        }
        if (line.startsWith("---")) {
            comment.append(END);
        } else if (line.isEmpty()) {
            comment.append("\n\n");
        } else {
            comment.append(comment.isEmpty() || comment.charAt(comment.length() - 1) == '\n' ? "" : " ").append(line);
        }
    }

    private void field(String text) {
        var field = FIELD.matcher(text);
        if (!field.matches()) {
            throw new IllegalStateException("a field of " + current + " is not understood: " + text);
        }
        var name = field.group(3);
        of(current)
                .fields()
                .putIfAbsent(
                        name,
                        new Message.ProtoField(
                                name,
                                withoutDot(field.group(2)),
                                "repeated".equals(field.group(1)),
                                Integer.parseInt(field.group(4)),
                                List.copyOf(markers),
                                comment.toString().replace(END, "").strip()));
    }

    private Message of(String name) {
        return messages.computeIfAbsent(name, Message::new);
    }

    private static String withoutDot(String type) {
        return type.startsWith(".") ? type.substring(1) : type.replace(", .", ", ");
    }

    private static String unescape(String html) {
        return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#64;", "@")
                .replace("&#47;", "/").replace("&#92;", "\\").replace("&#42;", "*").replace("&#39;", "'").replace("&amp;", "&");
    }
}
