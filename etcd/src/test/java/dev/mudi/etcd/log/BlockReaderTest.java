package dev.mudi.etcd.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BlockReaderTest {
    private static final int FLIPPED = 1 << 30;

    @Test
    void takesNoMoreMemoryForADamagedLengthThanThereAreBytes() {
        var stream = ByteBuffer.allocate(100).putInt(FLIPPED).array();
        var reader = new BlockReader(new ByteArrayInputStream(stream), "snapshot");

        assertThatThrownBy(() -> reader.forEach(_ -> {}))
                .isInstanceOf(DamageException.class)
                .hasMessageContaining("ends within a block");
    }
}
