package dev.mudi.runtime.cni;

import dev.mudi.runtime.linux.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The iptables chains that the portmap plugin shares among all pods of a host and never takes away. They may go once no pod
 * has a host port any longer; the plugin makes them again when one does.
 */
public final class PortmapChains {

    private static final String DNAT = "CNI-HOSTPORT-DNAT";
    private static final List<String> CHAINS = List.of(DNAT, "CNI-HOSTPORT-SETMARK", "CNI-HOSTPORT-MASQ");

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\S+");

    private PortmapChains() {}

    /** Removes the chains, and the rules that jump to them, unless some pod still has a host port. Idempotent. */
    public static void removeUnused() throws IOException {
        for (String program : List.of("iptables", "ip6tables")) {
            if (Files.isExecutable(Path.of("/usr/sbin", program))) {
                removeUnused("/usr/sbin/" + program);
            }
        }
    }

    private static void removeUnused(String program) throws IOException {
        var listed = Command.run(List.of(program, "-w", "-t", "nat", "-S"));
        if (listed.exitCode() != 0) {
            // A kernel without this family has none of the chains.
            return;
        }
        for (var command : removal(listed.output().lines().toList())) {
            var words = new ArrayList<>(List.of(program, "-w", "-t", "nat"));
            words.addAll(command);
            Command.require(words);
        }
    }

    /** What to run for the rules that {@code iptables -S} shows. */
    static List<List<String>> removal(List<String> rules) {
        boolean used = rules.stream().anyMatch(rule -> rule.startsWith("-A " + DNAT + " "));
        if (used) {
            return List.of();
        }
        var commands = new ArrayList<List<String>>();
        for (String rule : rules) {
            if (rule.startsWith("-A ")
                    && CHAINS.stream().anyMatch(chain -> (rule + " ").contains(" -j " + chain + " "))) {
                var words = words(rule);
                words.set(0, "-D");
                commands.add(words);
            }
        }
        for (String chain : CHAINS) {
            if (rules.contains("-N " + chain)) {
                commands.add(List.of("-F", chain));
                commands.add(List.of("-X", chain));
            }
        }
        return commands;
    }

    /** The words of a rule; iptables puts those with spaces, such as comments, in quotes. */
    private static List<String> words(String rule) {
        var words = new ArrayList<String>();
        for (var matcher = WORD.matcher(rule); matcher.find(); ) {
            var quoted = matcher.group(1);
            words.add(quoted == null ? matcher.group() : quoted.replaceAll("\\\\(.)", "$1"));
        }
        return words;
    }
}
