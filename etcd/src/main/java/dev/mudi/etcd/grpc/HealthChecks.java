package dev.mudi.etcd.grpc;

import dev.mudi.etcd.Bytes;
import dev.mudi.etcd.Etcd;
import dev.mudi.etcd.EtcdException;
import dev.mudi.etcd.RangeRequest;
import dev.mudi.etcd.replication.Membership;
import dev.mudi.etcd.state.Alarms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a member is well, by the checks of etcd and in its words (etcd's documentation, "Monitoring etcd"). Who fails those of {@code
 * /livez} is started again, so they ask for nothing that this could not mend: no majority, no room. Those of {@code /readyz} say whether
 * clients should come.
 */
final class HealthChecks {
    private static final String SOUND = "data_corruption";
    private static final String LOCAL_READ = "serializable_read";
    private static final String SHARED_READ = "linearizable_read";
    private static final String VOTER = "non_learner";
    private static final Map<String, List<String>> CHECKS =
            Map.of("/livez", List.of(LOCAL_READ), "/readyz", List.of(SOUND, LOCAL_READ, SHARED_READ, VOTER));
    private static final RangeRequest ANY_KEY = RangeRequest.of(Bytes.copyOf((byte) 0));

    private final Etcd etcd;
    private final Membership membership;

    HealthChecks(Etcd etcd, Membership membership) {
        this.etcd = etcd;
        this.membership = membership;
    }

    /** @param text a line for each check that was made */
    record Report(boolean passed, String text) {}

    /**
     * Makes the checks of {@code /livez} or {@code /readyz}, or one of them: {@code /readyz/non_learner}.
     *
     * @param excluded checks that are left out
     * @return empty for a path that no checks have
     */
    Optional<Report> report(String path, Set<String> excluded) {
        int slash = path.indexOf('/', 1);
        var all = CHECKS.getOrDefault(slash < 0 ? path : path.substring(0, slash), List.of());
        var names = all.stream()
                .filter(name -> slash < 0 ? !excluded.contains(name) : name.equals(path.substring(slash + 1)))
                .toList();
        if (all.isEmpty() || (slash >= 0 && names.isEmpty())) {
            return Optional.empty();
        }
        var text = new StringBuilder();
        boolean passed = true;
        for (var name : names) {
            var failure = failure(name);
            passed &= failure.isEmpty();
            text.append(failure.isEmpty() ? "[+]" + name + " ok\n" : "[-]" + name + " failed: " + failure + "\n");
        }
        return Optional.of(new Report(passed, text.toString()));
    }

    private String failure(String check) {
        return switch (check) {
            case SOUND ->
                Alarms.stands(etcd.settings(), Alarms.Kind.CORRUPT) ? "alarm activated: " + Alarms.Kind.CORRUPT : "";
            case LOCAL_READ -> readFailure(true);
            case SHARED_READ -> readFailure(false);
            default -> membership.position().learner() ? "not supported for learner" : "";
        };
    }

    /**
     * What {@code /health} has to say; empty when all is well.
     *
     * @param excluded alarms that do not count
     * @param local whether it is enough that this member answers, whatever the others do
     */
    String illness(Set<String> excluded, boolean local) {
        var alarm = Alarms.all(etcd.settings()).stream()
                .map(one -> one.kind().name())
                .filter(kind -> !excluded.contains(kind))
                .findFirst();
        if (alarm.isPresent()) {
            return "ALARM " + alarm.get();
        }
        if (!local && membership.position().leader() == 0) {
            return "RAFT NO LEADER";
        }
        var failure = readFailure(local);
        return failure.isEmpty() ? "" : "RANGE ERROR:" + failure;
    }

    /** @param local whether the member may answer by itself; else a whole cluster must agree */
    private String readFailure(boolean local) {
        try {
            var _ = local ? etcd.serializableRange(ANY_KEY) : etcd.range(ANY_KEY);
            return "";
        } catch (EtcdException e) {
            return e.code().message();
        }
    }
}
