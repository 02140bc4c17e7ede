package dev.mudi.api.openapi;

import dev.mudi.api.openapi.Operation.Parameter;
import java.util.ArrayList;
import java.util.List;

/** The query parameters of each kind of request (Kubernetes reference, "Common Parameters"). */
final class Parameters {
    static final Parameter NAMESPACE = new Parameter("namespace", "path", "string", "the namespace of the object");
    static final Parameter PRETTY = Parameter.query("pretty", "string", "whether the answer is indented for people");

    private static final Parameter DRY_RUN =
            Parameter.query("dryRun", "string", "All: everything is done but for storing the result");
    private static final Parameter FIELD_MANAGER =
            Parameter.query("fieldManager", "string", "who owns the fields that this request changes");
    private static final Parameter FIELD_VALIDATION = Parameter.query(
            "fieldValidation", "string", "what happens to unknown and duplicate fields: Ignore, Warn or Strict");
    static final Parameter RESOURCE_VERSION =
            Parameter.query("resourceVersion", "string", "the version to read or to watch from");
    private static final Parameter RESOURCE_VERSION_MATCH =
            Parameter.query("resourceVersionMatch", "string", "how resourceVersion is meant: Exact or NotOlderThan");

    static final List<Parameter> CREATE = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);

    static final List<Parameter> PATCH =
            with(CREATE, Parameter.query("force", "boolean", "whether apply takes over fields that others own"));

    static final List<Parameter> LIST = List.of(
            Parameter.query("allowWatchBookmarks", "boolean", "whether a watch may send BOOKMARK events"),
            Parameter.query("continue", "string", "where the next part of a list begins, of the part before"),
            Parameter.query("fieldSelector", "string", "which objects, by their fields"),
            Parameter.query("labelSelector", "string", "which objects, by their labels"),
            Parameter.query("limit", "integer", "how many objects at most"),
            RESOURCE_VERSION,
            RESOURCE_VERSION_MATCH,
            Parameter.query("sendInitialEvents", "boolean", "whether a watch begins with what is there"),
            Parameter.query("shardSelector", "string", "which share of the objects; of a feature that is off"),
            Parameter.query("timeoutSeconds", "integer", "how long the request may last"),
            Parameter.query("watch", "boolean", "whether changes are sent as they happen"));

    /** Of reading the log of a pod. */
    static final List<Parameter> LOG = List.of(
            Parameter.query("container", "string", "which container, if there are several"),
            Parameter.query("follow", "boolean", "whether the log goes on while it is written"),
            Parameter.query(
                    "insecureSkipTLSVerifyBackend", "boolean", "whether the certificate of the node is not looked at"),
            Parameter.query("limitBytes", "integer", "how many bytes at most"),
            Parameter.query("previous", "boolean", "whether it is the log of the container that ran before"),
            Parameter.query("sinceSeconds", "integer", "how many seconds back the log begins"),
            Parameter.query("stream", "string", "which stream: All, Stdout or Stderr"),
            Parameter.query("tailLines", "integer", "how many lines from the end"),
            Parameter.query("timestamps", "boolean", "whether each line begins with its time"));

    private static final Parameter PATH = Parameter.query("path", "string", "where to, behind the proxy");

    /** The way behind a proxy as a part of the path. */
    static final Parameter PATH_BEHIND = new Parameter("path", "path", "string", "where to, behind the proxy");

    private static final List<Parameter> STREAMS = List.of(
            Parameter.query("container", "string", "which container, if there are several"),
            Parameter.query("stderr", "boolean", "whether its errors are sent"),
            Parameter.query("stdin", "boolean", "whether input is sent to it"),
            Parameter.query("stdout", "boolean", "whether its output is sent"),
            Parameter.query("tty", "boolean", "whether it has a terminal"));

    /** Of a connection to a subresource. */
    static List<Parameter> ofConnection(String subresource) {
        return switch (subresource) {
            case "exec" ->
                with(STREAMS, Parameter.query("command", "string", "a word of the command; there may be several"));
            case "attach" -> STREAMS;
            case "portforward" ->
                List.of(Parameter.query("ports", "integer", "a port of the pod; there may be several"));
            default -> List.of(PATH);
        };
    }

    static final List<Parameter> DELETE = List.of(
            DRY_RUN,
            Parameter.query("gracePeriodSeconds", "integer", "seconds until the object is gone; 0 for at once"),
            Parameter.query(
                    "ignoreStoreReadErrorWithClusterBreakingPotential",
                    "boolean",
                    "whether an object that cannot be read is deleted; of a feature that is off"),
            Parameter.query("orphanDependents", "boolean", "deprecated: propagationPolicy says more"),
            Parameter.query(
                    "propagationPolicy", "string", "what happens to dependents: Orphan, Background, Foreground"));

    static final List<Parameter> DELETE_COLLECTION = deleteCollection();

    private Parameters() {}

    private static List<Parameter> deleteCollection() {
        var all = new ArrayList<>(DELETE);
        LIST.stream()
                .filter(one -> !List.of("watch", "allowWatchBookmarks").contains(one.name()))
                .forEach(all::add);
        return List.copyOf(all);
    }

    private static List<Parameter> with(List<Parameter> some, Parameter one) {
        var all = new ArrayList<>(some);
        all.add(one);
        return List.copyOf(all);
    }
}
