package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for what a node says of the users and the devices of containers (Kubernetes reference, ContainerStatus). Stateless. */
final class ContainerStatusValidation {
    private static final List<String> HEALTH = List.of("Healthy", "Unhealthy", "Unknown");
    private static final String CLAIM = "claim:";
    private static final int LONGEST_MESSAGE = 1024;
    private static final long GREATEST_ID = Integer.MAX_VALUE;

    private ContainerStatusValidation() {}

    /** Checks the users that the containers of a list run as. */
    static void users(At statuses, At os) {
        boolean windows = os.at("name").is("windows");
        for (var status : statuses.items()) {
            var user = status.at("user", "linux");
            if (windows) {
                user.mustNotBeSet("cannot be set for a windows pod");
            } else if (user.isSet()) {
                user.at("uid").mustBeBetween(0, GREATEST_ID);
                user.at("gid").mustBeBetween(0, GREATEST_ID);
                user.at("supplementalGroups").items().forEach(group -> group.mustBeBetween(0, GREATEST_ID));
            }
        }
    }

    /** Checks the health of the devices that the containers of a list were given. */
    static void devices(At statuses, At containers) {
        for (var status : statuses.items()) {
            for (var resource : status.at("allocatedResourcesStatus").items()) {
                containers.items().stream()
                        .filter(container ->
                                container.at("name").is(status.at("name").text()))
                        .findFirst()
                        .ifPresent(container -> asked(resource.at("name"), container.at("resources")));
                health(resource.at("resources"));
            }
        }
    }

    /** Ephemeral containers are given no devices. */
    static void noDevices(At statuses) {
        for (var status : statuses.items()) {
            if (!status.at("allocatedResourcesStatus").isEmpty()) {
                status.at("allocatedResourcesStatus").forbidden("must not be specified in container status");
            }
        }
    }

    private static void asked(At name, At resources) {
        if (!name.text().startsWith(CLAIM)) {
            if (!resources.at("requests").object().has(name.text())) {
                name.invalid(name.text(), "must match one of the container's resource requests");
            }
            return;
        }
        boolean found = resources.at("claims").items().stream().anyMatch(claim -> name.is(claimed(claim)));
        if (!found) {
            name.invalid(
                    name.text(),
                    "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty");
        }
    }

    private static String claimed(At claim) {
        var request = claim.at("request").text();
        return CLAIM + claim.at("name").text() + (request.isEmpty() ? "" : "/" + request);
    }

    private static void health(At resources) {
        Set<String> seen = new HashSet<>();
        for (var resource : resources.items()) {
            var health = resource.at("health");
            if (!HEALTH.contains(health.text())) {
                health.notSupported(HEALTH);
            }
            var message = resource.at("message");
            if (message.isSet() && message.mustBeGiven("must be non-empty if specified")) {
                message.mustBeAtMostBytes(LONGEST_MESSAGE);
            }
            if (!seen.add(resource.at("resourceID").text())) {
                resource.at("resourceID").duplicate();
            }
        }
    }
}
