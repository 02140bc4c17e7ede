package dev.mudi.apiserver.admission;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Set;

/** Nothing is created in a namespace that does not exist or is going, and the system's namespaces stay. */
final class NamespaceLifecycle implements Admission {
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final LiveObjects objects;

    NamespaceLifecycle(LiveObjects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public ObjectValue admit(AdmissionRequest request, ObjectValue object) {
        var target = request.target();
        boolean concerns = !target.namespace().isEmpty()
                && !target.is("", "namespaces")
                && !target.definition().group().equals("authorization.k8s.io");
        if (!concerns) {
            return object;
        }
        var namespace = objects.get("", "namespaces", "", target.namespace())
                .orElseThrow(() -> StatusException.notFound("", "namespaces", target.namespace()));
        boolean terminating = namespace.object("status").string("phase").equals("Terminating");
        if (terminating && request.operation() == AdmissionRequest.Operation.CREATE) {
            throw terminating(request);
        }
        return object;
    }

    private static StatusException terminating(AdmissionRequest request) {
        var namespace = request.target().namespace();
        var refusal = request.forbidden(
                        "unable to create new content in namespace " + namespace + " because it is being terminated")
                .status();
        var cause = new Status.Cause(
                "NamespaceTerminating", "namespace " + namespace + " is being terminated", "metadata.namespace");
        return new StatusException(new Status(
                refusal.code(),
                Reason.FORBIDDEN,
                refusal.message(),
                refusal.details().with(List.of(cause))));
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (request.operation() == AdmissionRequest.Operation.DELETE
                && request.target().is("", "namespaces")
                && IMMORTAL.contains(request.target().name())) {
            throw request.forbidden("this namespace may not be deleted");
        }
    }
}
