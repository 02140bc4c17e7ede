package dev.mudi.build.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;

/** The way in: {@code SchemaGenerator <folder of source jars> <table of resources> <folder of tables> <folder to write to>}. */
public final class SchemaGenerator {
    private static final String SCHEMAS = "schemas.bin";
    private static final String DESCRIPTIONS = "descriptions.bin";

    private SchemaGenerator() {}

    /** Reads, decides, writes. */
    public static void main(String[] arguments) throws IOException {
        var jars = Path.of(arguments[0]);
        var resources = Path.of(arguments[1]);
        var tables = Path.of(arguments[2]);
        var target = Files.createDirectories(Path.of(arguments[3]));
        if (isUpToDate(target, List.of(jars, resources, tables, tables.resolveSibling("java")))) {
            return;
        }
        generate(jars, Resources.read(resources), new Tables(tables), target);
    }

    /** Whether both resources are newer than everything they are made of. */
    private static boolean isUpToDate(Path target, List<Path> inputs) throws IOException {
        var oldest = Long.MAX_VALUE;
        for (var name : List.of(SCHEMAS, DESCRIPTIONS)) {
            var file = target.resolve(name);
            oldest = Math.min(oldest, Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0);
        }
        for (var input : inputs) {
            try (var files = Files.walk(input)) {
                for (var file : files.toList()) {
                    if (Files.getLastModifiedTime(file).toMillis() >= oldest) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static void generate(Path jars, List<Resources.Kind> kinds, Tables tables, Path target) throws IOException {
        var models = ModelSource.read(jars.resolve("client-java-api-sources.jar"));
        var messages = new TreeMap<String, Message>();
        var read = ProtoSource.read(jars.resolve("client-java-proto-sources.jar"));
        read.values().forEach(message -> messages.put(Naming.definition(message.name()), message));
        var names = new Naming(models, read.values()).resolve(kinds);
        var typing = new Typing(messages, names, tables);

        var groups = new HashMap<String, Resources.Kind>();
        kinds.forEach(kind -> groups.put(Naming.packageOf(kind.group(), kind.version()), kind));
        var structs = new TreeMap<String, Type.StructType>();
        names.forEach((model, definition) -> {
            var struct = typing.struct(definition, models.get(model), kindOf(definition, models.get(model), groups));
            if (structs.put(definition, struct) != null) {
                throw new IllegalStateException("two models are " + definition + ", one of them " + model);
            }
        });
        for (var empty : tables.emptyStructs()) {
            structs.put(empty, new Type.StructType(empty, Type.Kind.NONE, false, "", List.of()));
        }
        var list = new ArrayList<>(structs.values());
        refuseGaps(list, tables);
        Files.write(target.resolve(SCHEMAS), new SchemaWriter().schemas(list));
        Files.write(target.resolve(DESCRIPTIONS), SchemaWriter.descriptions(list));
        report(list, models.keySet().stream().filter(model -> !names.containsKey(model)).toList());
    }

    private static Type.Kind kindOf(String definition, Model model, HashMap<String, Resources.Kind> groups) {
        int dot = definition.lastIndexOf('.');
        var group = groups.get(definition.substring(0, dot));
        if (group == null || !model.isKind()) {
            return Type.Kind.NONE;
        }
        return new Type.Kind(group.group(), group.version(), definition.substring(dot + 1));
    }

    /** A field without a number, or a row of a table for a field that is no longer there, is a gap that the next release of the client opened. */
    private static void refuseGaps(List<Type.StructType> structs, Tables tables) {
        var gaps = new ArrayList<String>();
        var known = new HashSet<String>();
        for (var struct : structs) {
            known.add(struct.definition() + " .");
            for (var field : struct.fields()) {
                var name = field.property().name();
                known.add(struct.definition() + " " + name);
                if (field.number() == 0 && !name.equals("kind") && !name.equals("apiVersion")) {
                    gaps.add("numbers.tsv lacks " + struct.definition() + " " + name);
                }
            }
        }
        tables.fields().stream()
                .filter(field -> !known.contains(field))
                .forEach(field -> gaps.add("a table has " + field + ", which is not there"));
        if (!gaps.isEmpty()) {
            throw new IllegalStateException(String.join("\n", gaps));
        }
    }

    private static void report(List<Type.StructType> structs, List<String> unused) {
        long fields = structs.stream().mapToLong(struct -> struct.fields().size()).sum();
        System.out.println("Schemas: " + structs.size() + " types, " + fields + " fields; models not reached: " + unused);
    }
}
