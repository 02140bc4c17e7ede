package dev.mudi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mudi.cluster.ClusterOptions;
import org.junit.jupiter.api.Test;

class NodesConverterTest {
    private final NodesConverter converter = new NodesConverter();

    @Test
    void readsWhatRunsPods() {
        assertThat(converter.convert("real")).isEqualTo(new ClusterOptions.Nodes.Real());
        assertThat(converter.convert("hollow")).isEqualTo(new ClusterOptions.Nodes.Hollow(1));
        assertThat(converter.convert("hollow:50")).isEqualTo(new ClusterOptions.Nodes.Hollow(50));
    }

    @Test
    void saysWhatWouldBeRight() {
        for (var wrong : new String[] {"", "hollow:", "hollow:0", "hollow:99999", "hollow:x", "virtual"}) {
            assertThatThrownBy(() -> converter.convert(wrong))
                    .hasMessageContaining("is none of: real, hollow, hollow:COUNT");
        }
    }
}
