package dev.mudi.api.kinds.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.Json;
import dev.mudi.api.field.FieldError;
import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.kinds.Strategies;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What kube-apiserver 1.36 says of pods whose containers have AppArmor profiles by annotation. */
class AppArmorAnnotationsTest {
    private static final String KEY = "container.apparmor.security.beta.kubernetes.io/c";
    private static final String WARNING =
            "metadata.annotations[" + KEY + "]: deprecated since v1.30; use the \"appArmorProfile\" field instead";

    private final Strategy strategy = Strategies.of("", "pods");

    /** A pod with the annotation, and profiles of the pod and its container where they are not empty. */
    private static ObjectValue pod(String annotation, String ofPod, String ofContainer) {
        return Json.object("{\"metadata\":{\"name\":\"p\",\"annotations\":{\"" + KEY + "\":\"" + annotation
                + "\"}},\"spec\":{\"securityContext\":{" + profile(ofPod)
                + "},\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"securityContext\":{" + profile(ofContainer)
                + "}}]}}");
    }

    private static String profile(String type) {
        return type.isEmpty() ? "" : "\"appArmorProfile\":{\"type\":\"" + type + "\"}";
    }

    private List<String> complaints(ObjectValue pod) {
        var errors = new FieldErrors();
        strategy.validate(strategy.prepareForCreate(strategy.applyDefaults(pod)), errors);
        return errors.list().stream().map(FieldError::message).toList();
    }

    @Test
    void warnsOfAnAnnotationThatSaysMoreThanTheFields() {
        assertThat(strategy.warningsAboutSent(pod("runtime/default", "", ""))).containsExactly(WARNING);
        assertThat(strategy.warningsAboutSent(pod("unconfined", "RuntimeDefault", "")))
                .containsExactly(WARNING);
        assertThat(strategy.warningsAboutSent(pod("bad", "", ""))).containsExactly(WARNING);

        assertThat(strategy.warningsAboutSent(pod("runtime/default", "RuntimeDefault", "")))
                .isEmpty();
        assertThat(strategy.warningsAboutSent(pod("runtime/default", "", "RuntimeDefault")))
                .isEmpty();
    }

    @Test
    void refusesAnnotationsAndFieldsThatDisagree() {
        assertThat(complaints(pod("unconfined", "", "RuntimeDefault")))
                .containsExactly("spec.containers[0].securityContext.appArmorProfile.type: Forbidden:"
                        + " apparmor type in annotation and field must match");
        assertThat(complaints(pod("unconfined", "RuntimeDefault", ""))).isEmpty();
        assertThat(complaints(pod("runtime/default", "", "RuntimeDefault"))).isEmpty();
    }
}
