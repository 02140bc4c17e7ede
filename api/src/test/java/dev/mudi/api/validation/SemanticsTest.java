package dev.mudi.api.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.NullValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.StringValue;
import dev.mudi.api.tree.Value;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SemanticsTest {
    /** Schemas of custom resources that people use are forty levels deep. */
    private static final int DEEP = 200;

    @Test
    void takesNothingForWhatIsMissing() {
        var bare = ObjectValue.EMPTY.with("a", new StringValue("1"));
        var more = bare.with("b", NullValue.NULL).with("c", new ArrayValue(List.of()));
        assertThat(Semantics.equal(bare, more)).isTrue();
        assertThat(Semantics.equal(more, bare)).isTrue();
    }

    @Test
    void seesWhatOnlyOneSideHas() {
        var bare = ObjectValue.EMPTY.with("a", new StringValue("1"));
        for (var something : List.<Value>of(new StringValue(""), ObjectValue.EMPTY)) {
            assertThat(Semantics.equal(bare, bare.with("b", something))).isFalse();
            assertThat(Semantics.equal(bare.with("b", something), bare)).isFalse();
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void comparesWhatIsDeepOnce() {
        assertThat(Semantics.equal(deep("leaf"), deep("leaf"))).isTrue();
        assertThat(Semantics.equal(deep("leaf"), deep("other"))).isFalse();
    }

    private static Value deep(String leaf) {
        Value value = new StringValue(leaf);
        for (int i = 0; i < DEEP; i++) {
            value = ObjectValue.EMPTY.with("properties", value);
        }
        return value;
    }
}
