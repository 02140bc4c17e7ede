package dev.mudi.apiserver.admission;

import dev.mudi.api.tree.ObjectValue;
import java.util.List;

/** Lets pods stay on a node that is not ready or not reachable for five minutes, unless they say otherwise. */
final class DefaultTolerationSeconds implements Admission {
    private static final long SECONDS = 300;
    private static final String NO_EXECUTE = "NoExecute";
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    @Override
    public String name() {
        return "DefaultTolerationSeconds";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue pod) {
        if (!request.writes("", "pods")) {
            return pod;
        }
        var tolerations = pod.object("spec").array("tolerations");
        for (var taint : TAINTS) {
            if (tolerations.objects().noneMatch(toleration -> tolerates(toleration, taint))) {
                tolerations = tolerations.plus(ObjectValue.builder()
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("effect", NO_EXECUTE)
                        .put("tolerationSeconds", SECONDS)
                        .build());
            }
        }
        return pod.withAt(tolerations, "spec", "tolerations");
    }

    private static boolean tolerates(ObjectValue toleration, String taint) {
        var key = toleration.string("key");
        var effect = toleration.string("effect");
        return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals(NO_EXECUTE));
    }
}
