package dev.mudi.scheduler.plugins;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Objects;

/** Whether tolerations bear a taint (Kubernetes reference, "Taints and Tolerations"). */
final class Tolerations {
    private Tolerations() {}

    static boolean tolerate(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(toleration -> tolerates(toleration, taint));
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        var effect = text(toleration.getEffect());
        var key = text(toleration.getKey());
        if ((!effect.isEmpty() && !effect.equals(taint.getEffect()))
                || (!key.isEmpty() && !key.equals(taint.getKey()))) {
            return false;
        }
        var mine = text(toleration.getValue());
        var theirs = text(taint.getValue());
        return switch (text(toleration.getOperator())) {
            case "", "Equal" -> !key.isEmpty() && mine.equals(theirs);
            case "Exists" -> true;
            case "Lt" -> NumericLabels.compare(theirs, mine) < 0;
            case "Gt" -> NumericLabels.compare(theirs, mine) > 0;
            default -> false;
        };
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
