package dev.mudi.controllers.garbagecollector;

import static dev.mudi.controllers.spi.ControllerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.client.OwnerReferences;
import dev.mudi.controllers.garbagecollector.Verdict.Owner;
import dev.mudi.controllers.spi.ControllerFixture;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {
    private final ControllerFixture fixture = new ControllerFixture();

    @BeforeEach
    void start() throws Exception {
        fixture.start(GarbageCollector::new);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private ConfigMap create(String name, HasMetadata... owners) {
        var references = List.of(owners).stream()
                .map(owner -> new OwnerReferenceBuilder(OwnerReferences.controllerReference(owner))
                        .withController(false)
                        .build())
                .toList();
        return fixture.create(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("a")
                .withName(name)
                .withOwnerReferences(references)
                .endMetadata()
                .build());
    }

    private ConfigMap get(String name) {
        return fixture.client.configMaps().inNamespace("a").withName(name).get();
    }

    private void delete(String name, DeletionPropagation propagation) {
        fixture.client
                .configMaps()
                .inNamespace("a")
                .withName(name)
                .withPropagationPolicy(propagation)
                .delete();
    }

    private void setFinalizers(String name, List<String> finalizers) {
        fixture.client.configMaps().inNamespace("a").withName(name).edit(object -> {
            object.getMetadata().setFinalizers(finalizers);
            return object;
        });
    }

    @Test
    void aDeletedOwnerTakesAllBelowItAlong() {
        var owner = create("owner");
        var child = create("child", owner);
        create("grandchild", child);
        create("stranger");
        delete("owner", DeletionPropagation.BACKGROUND);
        eventually(() -> assertThat(get("grandchild")).isNull());
        assertThat(get("child")).isNull();
        assertThat(get("stranger")).isNotNull();
    }

    @Test
    void aDependentWithAnotherOwnerStaysAndForgetsTheOneThatWent() {
        var one = create("one");
        var two = create("two");
        create("child", one, two);
        delete("one", DeletionPropagation.BACKGROUND);
        eventually(() -> assertThat(get("child").getMetadata().getOwnerReferences())
                .extracting(OwnerReference::getName)
                .containsExactly("two"));
    }

    @Test
    void anOwnerThatNeverWasMakesAnOrphanGo() {
        create(
                "child",
                new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("ghost")
                        .withUid("no-such-uid")
                        .endMetadata()
                        .build());
        eventually(() -> assertThat(get("child")).isNull());
    }

    @Test
    void orphaningLeavesTheDependentsWithoutTheOwner() {
        var owner = create("owner");
        create("child", owner);
        eventually(() -> assertThat(get("child")).isNotNull());
        delete("owner", DeletionPropagation.ORPHAN);
        eventually(() -> {
            assertThat(get("owner")).isNull();
            assertThat(get("child").getMetadata().getOwnerReferences()).isEmpty();
        });
    }

    @Test
    void inTheForegroundTheOwnerGoesLast() {
        var owner = create("owner");
        create("child", owner);
        setFinalizers("child", List.of("example.com/slow"));
        delete("owner", DeletionPropagation.FOREGROUND);
        eventually(() ->
                assertThat(get("child").getMetadata().getDeletionTimestamp()).isNotNull());
        assertThat(get("owner").getMetadata().getFinalizers()).containsExactly("foregroundDeletion");
        setFinalizers("child", List.of());
        eventually(() -> assertThat(get("owner")).isNull());
    }

    @Test
    void decidesByTheStateOfTheOwners() {
        var object = new ConfigMapBuilder()
                .withNewMetadata()
                .withOwnerReferences(reference("one"), reference("two"))
                .endMetadata()
                .build();
        assertThat(verdict(object, false, Owner.SOLID, Owner.SOLID)).isEqualTo(new Verdict.Keep());
        assertThat(verdict(object, false, Owner.SOLID, Owner.WAITING))
                .isEqualTo(new Verdict.Disown(List.of(reference("one"))));
        assertThat(verdict(object, false, Owner.ABSENT, Owner.ABSENT)).isEqualTo(new Verdict.Delete("Background"));
        assertThat(verdict(object, true, Owner.ABSENT, Owner.WAITING)).isEqualTo(new Verdict.Delete("Foreground"));
        assertThat(verdict(object, false, Owner.ABSENT, Owner.WAITING)).isEqualTo(new Verdict.Delete("Background"));
    }

    private static OwnerReference reference(String uid) {
        return new OwnerReferenceBuilder().withUid(uid).build();
    }

    private static Verdict verdict(ConfigMap object, boolean hasDependents, Owner one, Owner two) {
        var states = Map.of("one", one, "two", two);
        return Verdict.of(object, hasDependents, reference -> states.get(reference.getUid()));
    }
}
