package dev.mudi.kubelet.pod;

/**
 * The labels and annotations by which the node agent finds its sandboxes and containers again after a restart. The names are
 * upstream's, so that tools that read them off a runtime ({@code crictl}, log collectors) keep working.
 */
public final class CriLabels {

    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";

    /** Hash of what a container can't change without being made anew (its name and image), in hexadecimal. */
    public static final String CONTAINER_HASH = "io.kubernetes.container.hash";
    /** How often the container was started anew, decimal; it survives the daemon because it is kept with the container. */
    public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";

    public static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
    public static final String TERMINATION_MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    public static final String TERMINATION_GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod";

    private CriLabels() {}
}
