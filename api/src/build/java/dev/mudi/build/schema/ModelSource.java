package dev.mudi.build.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/** Reads the models out of the source jar of {@code client-java-api}. */
final class ModelSource {
    private static final String FOLDER = "io/kubernetes/client/openapi/models/";
    private static final Pattern CONSTANT =
            Pattern.compile("public static final String (SERIALIZED_NAME_[\\w$]+) = \"(.*)\";");
    private static final Pattern ANNOTATED = Pattern.compile("@SerializedName\\(([\\w$]+)\\)");
    private static final Pattern PRIVATE = Pattern.compile("private (.+?) ([\\w$]+)(?: = .*)?;");
    private static final Pattern DESCRIBED = Pattern.compile("@ApiModelProperty\\((?:required = true, )?value = \"(.*)\"\\)");
    private static final Pattern GETTER = Pattern.compile("public .+ (?:get|is)\\w+\\(\\) \\{");
    private static final Pattern RETURN = Pattern.compile("return ([\\w$]+);");
    private static final Pattern CLASS = Pattern.compile("@ApiModel\\(description = \"(.*)\"\\)");

    private ModelSource() {}

    static Map<String, Model> read(Path jar) throws IOException {
        var models = new TreeMap<String, Model>();
        try (var zip = new ZipFile(jar.toFile())) {
            for (var entry : zip.stream().filter(one -> one.getName().startsWith(FOLDER)).toList()) {
                var name = entry.getName().substring(FOLDER.length()).replace(".java", "");
                if (name.matches("[A-Za-z]*V\\d\\w+")) {
                    try (var in = zip.getInputStream(entry)) {
                        models.put(name, parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
                    }
                }
            }
        }
        return models;
    }

    private static Model parse(String name, String text) {
        var constants = new HashMap<String, String>();
        var descriptions = new HashMap<String, String>();
        var found = new ArrayList<String[]>();
        var classDescription = "";
        var annotated = "";
        var required = false;
        var described = "";
        for (var line : text.split("\n")) {
            var constant = CONSTANT.matcher(line);
            var annotation = ANNOTATED.matcher(line);
            var field = PRIVATE.matcher(line);
            var description = DESCRIBED.matcher(line);
            var returned = RETURN.matcher(line);
            var ofClass = CLASS.matcher(line);
            if (ofClass.find()) {
                classDescription = unescape(ofClass.group(1));
            } else if (constant.find()) {
                constants.put(constant.group(1), constant.group(2));
            } else if (annotation.find()) {
                annotated = annotation.group(1);
            } else if (line.contains("Nonnull")) {
                required = true;
            } else if (line.contains("Nullable")) {
                required = false;
            } else if (!annotated.isEmpty() && field.find()) {
                found.add(new String[] {constants.get(annotated), field.group(1), field.group(2), "" + required});
                annotated = "";
            } else if (description.find()) {
                described = unescape(description.group(1));
            } else if (!described.isEmpty() && returned.find()) {
                descriptions.put(returned.group(1), described);
                described = "";
            } else if (!GETTER.matcher(line).find() && line.startsWith("  }")) {
                described = "";
            }
        }
        var properties = found.stream()
                .map(one -> new Model.Property(
                        one[0], one[1], one[3].equals("true"), descriptions.getOrDefault(one[2], "")))
                .toList();
        return new Model(name, classDescription, properties);
    }

    /** The text of a Java string literal. */
    private static String unescape(String literal) {
        return literal.translateEscapes();
    }
}
