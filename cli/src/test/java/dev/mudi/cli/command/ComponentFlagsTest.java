package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cluster.ClusterOptions.Components;
import dev.mudi.cluster.ClusterOptions.Nodes;
import dev.mudi.cluster.ClusterOptions.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ComponentFlagsTest {
    private static final Store EMBEDDED = new Store.Embedded(0);

    @TempDir
    private Path folder;

    private Components components(Store store, String... words) throws IOException {
        return CommandLine.populateCommand(new ComponentFlags(), words).components(folder, store);
    }

    private Store server() throws Exception {
        return CommandLine.populateCommand(new StoreChoice(), "--server").store(folder);
    }

    @Test
    void everythingRunsOnThisMachineUnlessLeftOut() throws IOException {
        assertThat(components(EMBEDDED)).isEqualTo(Components.allOn(new Nodes.Real()));
        assertThat(components(EMBEDDED, "--disable-controller-manager"))
                .isEqualTo(new Components(new Nodes.Real(), false, true));
        assertThat(components(EMBEDDED, "--disable-scheduler", "--nodes=none"))
                .isEqualTo(new Components(new Nodes.None(), true, false));
        assertThat(components(EMBEDDED, "--disable-scheduler=false", "--disable-controller-manager=true"))
                .isEqualTo(new Components(new Nodes.Real(), false, true));
    }

    @Test
    void theDaemonHearsOfWhatIsLeftOut() throws IOException {
        for (var chosen : new Components[] {
            new Components(new Nodes.Hollow(3), false, true), new Components(new Nodes.None(), true, false)
        }) {
            assertThat(components(EMBEDDED, ComponentFlags.words(chosen).toArray(String[]::new)))
                    .isEqualTo(chosen);
        }
    }

    @Test
    void oneOfSeveralServersGoesOnAsItWasUnlessToldOtherwise() throws Exception {
        assertThat(components(server())).isEqualTo(Components.allOn(new Nodes.None()));

        Files.writeString(
                folder.resolve("store.json"),
                "{\"kind\":\"replicated\",\"nodes\":\"hollow\",\"hollow\":2,\"controllerManager\":false,\"scheduler\":false}");
        assertThat(components(server())).isEqualTo(new Components(new Nodes.Hollow(2), false, false));
        assertThat(components(server(), "--nodes=none", "--disable-scheduler=false"))
                .isEqualTo(new Components(new Nodes.None(), false, true));
        assertThat(components(EMBEDDED)).isEqualTo(Components.allOn(new Nodes.Real()));

        // As before there was anything to leave out.
        Files.writeString(folder.resolve("store.json"), "{\"kind\":\"replicated\",\"nodes\":\"none\"}");
        assertThat(components(server())).isEqualTo(Components.allOn(new Nodes.None()));
    }

    @Test
    void aManifestAfterAFlagIsNoValueOfIt() {
        var up = new UpCommand();
        var parsed = new CommandLine(up).parseArgs("--disable-scheduler", "hello.yaml");
        assertThat(parsed.matchedPositionals()).hasSize(1);
        assertThat(parsed.matchedOptionValue("--disable-scheduler", false)).isTrue();
        assertThatThrownBy(() -> components(EMBEDDED, "--disable-scheduler=perhaps"))
                .isInstanceOf(CommandLine.ParameterException.class)
                .hasMessageContaining("perhaps");
    }
}
