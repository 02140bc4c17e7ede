package dev.mudi.cli.command;

import picocli.CommandLine;

/** Reads a port, or 0 for one that is chosen. */
final class PortConverter implements CommandLine.ITypeConverter<Integer> {
    private static final int MOST = 65_535;

    @Override
    public Integer convert(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MOST) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static CommandLine.TypeConversionException wrong(String text) {
        return new CommandLine.TypeConversionException("'" + text + "' is no port: give a number from 1 to " + MOST);
    }
}
