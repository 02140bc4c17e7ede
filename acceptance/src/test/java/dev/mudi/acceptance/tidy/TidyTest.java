package dev.mudi.acceptance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house rules, as far as a program can see whether they are kept. */
class TidyTest {
    private static final Map<String, Pattern> FORBIDDEN = new LinkedHashMap<>(Map.of(
            "System.currentTimeMillis: pass a Clock in", Pattern.compile("System\\.currentTimeMillis\\("),
            "new Random without a seed: pass a RandomGenerator in", Pattern.compile("new Random\\(\\)"),
            "Thread.sleep: wait for a condition", Pattern.compile("Thread\\.sleep\\("),
            "printStackTrace: log it, or tell the user in one line", Pattern.compile("\\.printStackTrace\\("),
            "work that is not done: do it, or file an issue", Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b")));

    private static Path root;
    private static List<Path> sources;

    @BeforeAll
    static void findSources() throws IOException {
        root = Path.of("").toAbsolutePath().getParent();
        try (var files = Files.walk(root)) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .filter(file -> !file.toString().contains("/acceptance/tidy/"))
                    .toList();
        }
    }

    private static boolean isMain(Path file) {
        return file.toString().contains("/src/main/");
    }

    private static String shown(Path file) {
        return root.relativize(file).toString();
    }

    @Test
    void filesMethodsConstructorsAndNestingAreSmallAndNamesSaySomething() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var findings = new ArrayList<String>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var mains = sources.stream().filter(TidyTest::isMain).toList();
            var task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(mains));
            var trees = Trees.instance(task);
            for (var unit : task.parse()) {
                var file = shown(Path.of(unit.getSourceFile().toUri()));
                new SourceRules(unit, trees, file, findings).scan(unit, 0);
            }
        }
        for (var file : sources) {
            try (var lines = Files.lines(file)) {
                long count = lines.count();
                if (count > SourceRules.FILE_LINES) {
                    findings.add(shown(file) + ": " + count + " lines, more than " + SourceRules.FILE_LINES);
                }
            }
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void nothingForbiddenIsUsed() throws IOException {
        var findings = new ArrayList<String>();
        for (var file : sources) {
            var text = Files.readString(file);
            FORBIDDEN.forEach((why, pattern) -> {
                if (pattern.matcher(text).find()) {
                    findings.add(shown(file) + ": " + why);
                }
            });
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        var findings = new TreeSet<String>();
        for (var file : sources) {
            var info = file.resolveSibling("package-info.java");
            if (isMain(file) && (!Files.exists(info) || !Files.readString(info).contains("@NullMarked"))) {
                findings.add(shown(file.getParent()) + " has no package-info.java with @NullMarked");
            }
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void everyPublicTypeIsUsedSomewhere() throws IOException {
        var declared = new TreeMap<String, Path>();
        var type = Pattern.compile(
                "(?m)^public (?:(?:final|sealed|non-sealed|abstract) )*(?:class|interface|record|enum|@interface) (\\w+)");
        var texts = new TreeMap<Path, String>();
        for (var file : sources) {
            texts.put(file, Files.readString(file));
        }
        texts.forEach((file, text) -> {
            var matcher = type.matcher(text);
            if (isMain(file) && matcher.find()) {
                declared.put(matcher.group(1), file);
            }
        });
        var scripts = scripts();
        var unused = declared.entrySet().stream()
                .filter(entry -> {
                    var word = Pattern.compile("\\b" + entry.getKey() + "\\b");
                    return !word.matcher(scripts).find()
                            && texts.entrySet().stream()
                                    .noneMatch(other -> !other.getKey().equals(entry.getValue())
                                            && word.matcher(other.getValue()).find());
                })
                .map(entry -> shown(entry.getValue()))
                .toList();
        assertThat(unused).isEmpty();
    }

    /** Types that are named by files other than Java's: the script, service files, build files. */
    private static String scripts() throws IOException {
        var text = new StringBuilder(Files.readString(root.resolve("mudi")));
        try (Stream<Path> files = Files.walk(root)) {
            for (var file : files.filter(
                            path -> path.toString().contains("/META-INF/services/") || path.endsWith("pom.xml"))
                    .filter(path ->
                            Files.isRegularFile(path) && !path.toString().contains("/target/"))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }
}
