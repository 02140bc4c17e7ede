package dev.mudi.cli.command;

import dev.mudi.cluster.ClusterOptions;
import picocli.CommandLine;

/** Reads {@code real}, {@code hollow} and {@code hollow:COUNT}. */
final class NodesConverter implements CommandLine.ITypeConverter<ClusterOptions.Nodes> {
    private static final int MOST = 10_000;

    @Override
    public ClusterOptions.Nodes convert(String text) {
        if (text.equals("real")) {
            return new ClusterOptions.Nodes.Real();
        }
        if (text.equals("none")) {
            return new ClusterOptions.Nodes.None();
        }
        if (text.equals("hollow")) {
            return new ClusterOptions.Nodes.Hollow(1);
        }
        if (text.startsWith("hollow:")) {
            try {
                int count = Integer.parseInt(text.substring("hollow:".length()));
                if (count >= 1 && count <= MOST) {
                    return new ClusterOptions.Nodes.Hollow(count);
                }
            } catch (NumberFormatException e) {
                throw wrong(text);
            }
        }
        throw wrong(text);
    }

    private static CommandLine.TypeConversionException wrong(String text) {
        return new CommandLine.TypeConversionException(
                "'" + text + "' is none of: real, hollow, hollow:COUNT with a count from 1 to " + MOST + ", none");
    }
}
