package dev.mudi.api.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import org.junit.jupiter.api.Test;

class PodResourcesTest {
    private static ObjectValue resources(String spec) {
        return PodResources.defaultPodLevel(object(spec)).object("resources");
    }

    private static ObjectValue object(String text) {
        return Json.object(text.replace('\'', '"'));
    }

    @Test
    void aPodThatSaysNothingAsAWholeIsLeftAlone() {
        assertThat(resources("{'containers':[{'resources':{'requests':{'cpu':'1'}}}]}"))
                .isEqualTo(ObjectValue.EMPTY);
    }

    @Test
    void aPodAsksForWhatItsContainersAskForTogetherOrElseForItsLimit() {
        assertThat(
                        resources(
                                "{'resources':{'limits':{'cpu':'4','memory':'1Gi'}},"
                                        + "'containers':[{'resources':{'requests':{'cpu':'1'}}},{'resources':{'requests':{'cpu':'500m'}}}]}"))
                .isEqualTo(object("{'limits':{'cpu':'4','memory':'1Gi'},'requests':{'cpu':'1500m','memory':'1Gi'}}"));
    }

    @Test
    void hugePagesAreLimitedToWhatTheContainersMayUseTogether() {
        var containers = "'containers':[{'resources':{'limits':{'hugepages-2Mi':'2Mi'}}},"
                + "{'resources':{'limits':{'hugepages-2Mi':'4Mi'}}}]}";

        assertThat(resources("{'resources':{'limits':{'cpu':'1'}}," + containers))
                .isEqualTo(object(
                        "{'limits':{'cpu':'1','hugepages-2Mi':'6Mi'},'requests':{'cpu':'1','hugepages-2Mi':'6Mi'}}"));
    }
}
