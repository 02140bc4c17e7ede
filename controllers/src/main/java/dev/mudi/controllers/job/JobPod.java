package dev.mudi.controllers.job;

import dev.mudi.controllers.pods.PodControl;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;

/** The pods that a Job makes. */
final class JobPod {
    private static final String VARIABLE = "JOB_COMPLETION_INDEX";

    private JobPod() {}

    /** A pod that is counted when it ends. */
    static Pod of(Job job) {
        return new PodBuilder(PodControl.fromTemplate(job.getSpec().getTemplate(), job))
                .editMetadata()
                .addToFinalizers(JobAccount.FINALIZER)
                .endMetadata()
                .build();
    }

    /** The pod of an index, which it knows by annotation, label, host name and environment, as it does what failed before it. */
    static Pod of(Job job, int index, IndexFailures failures) {
        var pod = of(job);
        var name = job.getMetadata().getName() + "-" + index;
        return new PodBuilder(pod)
                .editMetadata()
                .withGenerateName(name + "-")
                .addToAnnotations(Indexes.ANNOTATION, Integer.toString(index))
                .addToAnnotations(IndexFailures.areCounted(job) ? failures.annotations(job, index) : Map.of())
                .addToLabels(Indexes.ANNOTATION, Integer.toString(index))
                .endMetadata()
                .editSpec()
                .withHostname(name)
                .withContainers(withIndex(pod.getSpec().getContainers()))
                .withInitContainers(withIndex(pod.getSpec().getInitContainers()))
                .endSpec()
                .build();
    }

    private static List<Container> withIndex(List<Container> containers) {
        return containers.stream().map(JobPod::withIndex).toList();
    }

    private static Container withIndex(Container container) {
        if (container.getEnv().stream().anyMatch(variable -> variable.getName().equals(VARIABLE))) {
            return container;
        }
        return new ContainerBuilder(container)
                .addNewEnv()
                .withName(VARIABLE)
                .withNewValueFrom()
                .withNewFieldRef(null, "metadata.labels['" + Indexes.ANNOTATION + "']")
                .endValueFrom()
                .endEnv()
                .build();
    }
}
