package dev.mudi.apiserver.streaming;

import dev.mudi.api.schema.Times;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.ObjectSource;
import dev.mudi.apiserver.QueryParameters;
import dev.mudi.apiserver.RequestInfo;
import dev.mudi.apiserver.streaming.Forwarder.Destination;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Translates the pod's subresources into what the kubelet of its node serves (kubelet API). */
final class PodStreams {
    private final ObjectSource objects;
    private final Nodes nodes;

    PodStreams(ObjectSource objects, Nodes nodes) {
        this.objects = objects;
        this.nodes = nodes;
    }

    /** Where exec, attach or portforward of a pod is served. StatusException 404 or 400 when there is no such thing. */
    Destination stream(RequestInfo info, QueryParameters query) {
        return destination(info, query)
                .orElseThrow(() -> StatusException.badRequest("pod " + info.name() + " does not have a host assigned"));
    }

    /** Where a log of a pod is served; nowhere, while the pod has no node. StatusException 404 or 400 when there is no such thing. */
    Optional<Destination> log(RequestInfo info, QueryParameters query) {
        return destination(info, query);
    }

    private Optional<Destination> destination(RequestInfo info, QueryParameters query) {
        var pod = objects.get("", "pods", info.namespace(), info.name())
                .orElseThrow(() -> StatusException.notFound("", "pods", info.name()));
        boolean portForward = info.subresource().equals("portforward");
        var container = portForward ? "" : container(pod, info.name(), query.get("container"));
        var node = pod.object("spec").string("nodeName");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        var place = "/" + info.namespace() + "/" + info.name() + (container.isEmpty() ? "" : "/" + container);
        var path = switch (info.subresource()) {
            case "exec" -> "/exec" + place + execParameters(query, true);
            case "attach" -> "/attach" + place + execParameters(query, false);
            case "portforward" -> "/portForward" + place + parameters(query, List.of("ports:port"));
            default -> "/containerLogs" + place + logParameters(query);
        };
        return Optional.of(new Destination(nodes.kubelet(node), path));
    }

    private static String container(ObjectValue pod, String name, String asked) {
        var containers = names(pod, "containers");
        var all = new ArrayList<>(containers);
        all.addAll(names(pod, "initContainers"));
        all.addAll(names(pod, "ephemeralContainers"));
        if (!asked.isEmpty()) {
            if (!all.contains(asked)) {
                throw StatusException.badRequest("container " + asked + " is not valid for pod " + name);
            }
            return asked;
        }
        if (containers.size() == 1) {
            return containers.getFirst();
        }
        var inits = names(pod, "initContainers");
        throw StatusException.badRequest("a container name must be specified for pod " + name + ", choose one of: "
                + shown(containers)
                + (inits.isEmpty() ? "" : " or one of the init containers: " + shown(inits)));
    }

    private static List<String> names(ObjectValue pod, String list) {
        return pod.object("spec")
                .array(list)
                .objects()
                .map(one -> one.string("name"))
                .toList();
    }

    private static String shown(List<String> names) {
        return "[" + String.join(" ", names) + "]";
    }

    /** The kubelet calls stdin, stdout and stderr input, output and error. */
    private static String execParameters(QueryParameters query, boolean command) {
        var parameters = new ArrayList<String>();
        for (var stream : List.of("stdin:input", "stdout:output", "stderr:error", "tty:tty")) {
            var names = stream.split(":", 2);
            if (query.bool(names[0])) {
                parameters.add(names[1] + "=1");
            }
        }
        if (command) {
            query.all("command").forEach(word -> parameters.add("command=" + encoded(word)));
        }
        return joined(parameters);
    }

    private static String logParameters(QueryParameters query) {
        var parameters = new ArrayList<String>();
        for (var flag : List.of("follow", "previous", "timestamps")) {
            if (query.bool(flag)) {
                parameters.add(flag + "=true");
            }
        }
        for (var value : List.of("sinceSeconds", "tailLines", "limitBytes")) {
            query.number(value).ifPresent(number -> parameters.add(value + "=" + number));
        }
        LogOptions.since(query).ifPresent(moment -> parameters.add("sinceTime=" + encoded(Times.text(moment))));
        return joined(parameters);
    }

    private static String parameters(QueryParameters query, List<String> renamed) {
        var parameters = new ArrayList<String>();
        for (var names : renamed) {
            var pair = names.split(":", 2);
            query.all(pair[0]).forEach(value -> parameters.add(pair[1] + "=" + encoded(value)));
        }
        return joined(parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String joined(List<String> parameters) {
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }
}
