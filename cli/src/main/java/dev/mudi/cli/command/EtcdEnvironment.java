package dev.mudi.cli.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A flag that is not given is {@code ETCD_...} in the environment, as etcd has it: {@code ETCD_MAX_TXN_OPS} for {@code --max-txn-ops}. */
final class EtcdEnvironment implements IDefaultValueProvider {
    private final Map<String, String> variables;

    /** That of this process. */
    EtcdEnvironment() {
        this(System.getenv());
    }

    EtcdEnvironment(Map<String, String> variables) {
        this.variables = variables;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? Arrays.stream(option.names())
                        .filter(name -> name.startsWith("--") && !option.usageHelp() && !option.versionHelp())
                        .map(name -> variables.getOrDefault(variable(name), ""))
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static String variable(String flag) {
        return "ETCD_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
