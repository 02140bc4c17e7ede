package dev.mudi.api.kinds.core;

import dev.mudi.api.validation.At;
import dev.mudi.api.validation.Syntax;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules for probes and lifecycle hooks (Kubernetes reference, Probe and Lifecycle). Stateless. */
final class ProbeValidation {
    private static final List<String> COUNTS =
            List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold");
    private static final List<String> LINUX_SIGNALS = Stream.of(
                    Stream.of(
                            "SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMIN SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ"
                                    .split(" ", -1)),
                    IntStream.rangeClosed(1, 15).mapToObj(i -> "SIGRTMIN+" + i),
                    IntStream.rangeClosed(1, 14).mapToObj(i -> "SIGRTMAX-" + i))
            .flatMap(signals -> signals)
            .sorted()
            .toList();
    private static final List<String> WINDOWS_SIGNALS = List.of("SIGKILL", "SIGTERM");

    private ProbeValidation() {}

    /** Checks the three probes and the hooks of a container. */
    static void validate(At container, At spec) {
        var grace = spec.at("terminationGracePeriodSeconds");
        if (container.at("lifecycle").isSet()) {
            lifecycle(container.at("lifecycle"), grace, spec.at("os"));
        }
        single(container.at("livenessProbe"), grace);
        var readiness = container.at("readinessProbe");
        probe(readiness, grace);
        if (readiness.at("terminationGracePeriodSeconds").isSet()) {
            readiness.at("terminationGracePeriodSeconds").invalid("must not be set for readinessProbes");
        }
        single(container.at("startupProbe"), grace);
    }

    private static void single(At probe, At grace) {
        probe(probe, grace);
        if (probe.isSet() && probe.at("successThreshold").number() != 1) {
            probe.at("successThreshold").invalidNumber("must be 1");
        }
    }

    private static void probe(At probe, At grace) {
        if (!probe.isSet()) {
            return;
        }
        handler(probe, grace, List.of("exec", "httpGet", "tcpSocket", "grpc"));
        COUNTS.forEach(count -> probe.at(count).mustNotBeNegative());
        var own = probe.at("terminationGracePeriodSeconds");
        if (own.isSet() && own.number() <= 0) {
            own.invalidNumber("must be greater than 0");
        }
    }

    private static void lifecycle(At lifecycle, At grace, At os) {
        for (var hook : List.of("postStart", "preStop")) {
            if (lifecycle.at(hook).isSet()) {
                handler(lifecycle.at(hook), grace, List.of("exec", "httpGet", "tcpSocket", "sleep"));
            }
        }
        var signal = lifecycle.at("stopSignal");
        if (!signal.isSet()) {
            return;
        }
        if (!os.isSet()) {
            signal.forbidden("may not be set for containers with empty `spec.os.name`");
        } else if (os.at("name").is("windows")) {
            signal.mustBeOneOf(WINDOWS_SIGNALS);
        } else if (os.at("name").is("linux")) {
            signal.mustBeOneOf(LINUX_SIGNALS);
        }
    }

    private static void handler(At handler, At grace, List<String> kinds) {
        int given = 0;
        for (var kind : kinds) {
            var action = handler.at(kind);
            if (action.isSet() && given > 0) {
                action.forbidden("may not specify more than 1 handler type");
            } else if (action.isSet()) {
                given++;
                action(kind, action, grace);
            }
        }
        if (given == 0) {
            handler.required("must specify a handler type");
        }
    }

    private static void action(String kind, At action, At grace) {
        switch (kind) {
            case "exec" -> action.at("command").mustBeGiven();
            case "httpGet" -> httpGet(action);
            case "tcpSocket" -> port(action.at("port"));
            case "grpc" -> action.at("port").mustBePort();
            default -> {
                var seconds = action.at("seconds");
                if (grace.isSet() && (seconds.number() < 0 || seconds.number() > grace.number())) {
                    seconds.shownAt(action.path())
                            .invalidNumber("must be non-negative and less than terminationGracePeriodSeconds ("
                                    + grace.number() + ")");
                }
            }
        }
    }

    private static void httpGet(At get) {
        get.at("path").mustBeGiven();
        port(get.at("port"));
        get.at("scheme").mustBeOneOf("HTTP", "HTTPS");
        for (var header : get.at("httpHeaders").items()) {
            header.at("name").shownAt(get.at("httpHeaders").path()).mustBe(Syntax.HEADER_NAME);
        }
    }

    /** Checks a port given by number or by name. */
    static void port(At port) {
        if (port.isText()) {
            port.mustBe(Syntax.PORT_NAME);
        } else {
            port.mustBePort();
        }
    }
}
