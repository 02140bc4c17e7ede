package dev.mudi.proxy.nft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxy's own table in the kernel, written through the {@code nft} program: each transaction is atomic, all or nothing.
 * Not safe for several threads.
 */
public final class NftTable {
    private final String name;
    private final TableLayout layout;

    /** The table of this name (upstream's is {@code kube-proxy}) of family {@code ip}. Nothing is written yet. */
    public NftTable(String name, TableLayout layout) {
        this.name = name;
        this.layout = layout;
    }

    /** {@code ip NAME}, as commands name it. */
    public String reference() {
        return "ip " + name;
    }

    /** Makes the table anew with these commands in it, in one transaction: traffic sees the old rules or the new. */
    public void replace(List<String> commands) throws IOException, InterruptedException {
        var all = new ArrayList<String>();
        all.add("add table " + reference());
        all.add("delete table " + reference());
        all.addAll(layout.commands(reference()));
        all.addAll(commands);
        run(all);
    }

    /** Runs commands in one transaction. */
    public void run(List<String> commands) throws IOException, InterruptedException {
        if (commands.isEmpty()) {
            return;
        }
        var process =
                new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            for (var command : commands) {
                in.write(command);
                in.write('\n');
            }
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("nft refused a transaction of " + commands.size() + " commands on table " + name
                    + ": " + output.lines().limit(3).reduce("", (a, b) -> a + b + "; "));
        }
    }

    /** Removes the table, if it is there. */
    public void delete() throws IOException, InterruptedException {
        run(List.of("add table " + reference(), "delete table " + reference()));
    }
}
