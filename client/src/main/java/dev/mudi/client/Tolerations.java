package dev.mudi.client;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.Collection;
import java.util.Objects;

/** Which taints a pod bears (Kubernetes reference, "Taints and Tolerations"). */
public final class Tolerations {
    private Tolerations() {}

    /** Whether one of the tolerations is for the taint. */
    public static boolean tolerate(Collection<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    /** Whether the toleration is for the taint; a missing effect or key is for any. */
    public static boolean tolerates(Toleration toleration, Taint taint) {
        var effect = toleration.getEffect();
        var key = Objects.requireNonNullElse(toleration.getKey(), "");
        if (effect != null && !effect.isEmpty() && !effect.equals(taint.getEffect())) {
            return false;
        }
        if (!key.isEmpty() && !key.equals(taint.getKey())) {
            return false;
        }
        return "Exists".equals(toleration.getOperator())
                || (!key.isEmpty()
                        && Objects.requireNonNullElse(toleration.getValue(), "")
                                .equals(Objects.requireNonNullElse(taint.getValue(), "")));
    }
}
