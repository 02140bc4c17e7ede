package dev.mudi.api.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.meta.MetadataRules;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Replays upstream's recorded refusals of invalid objects against the strategies. Those with code 400 are the decoder's
 * affair; the others have to agree in the fields and reasons of their causes, and nearly all in the message.
 */
class GoldenRefusalsTest {
    private final Golden golden = new Golden();

    @Test
    void refusesWhatUpstreamRefuses() throws IOException {
        var invalid = Golden.refusals().stream()
                .filter(refusal -> refusal.integer("code", 0) == 422)
                .toList();
        var differing = new ArrayList<String>();
        var byKind = new TreeMap<String, Integer>();
        int said = 0;
        for (var refusal : invalid) {
            var wanted = refusal.object("answer");
            var got = answer(refusal);
            boolean same = causes(got).equals(causes(wanted));
            said += same && got.string("message").equals(wanted.string("message")) ? 1 : 0;
            if (!same || !got.string("message").equals(wanted.string("message"))) {
                differing.add((same ? "message " : "CAUSES ") + refusal.string("id") + "\n   upstream: "
                        + wanted.string("message") + "\n   here:     " + got.string("message"));
            }
            if (!same) {
                byKind.merge(refusal.string("base"), 1, Integer::sum);
            }
        }
        int missed = byKind.values().stream().mapToInt(Integer::intValue).sum();
        var report = Path.of("target", "golden-refusals.txt");
        Files.writeString(
                report,
                invalid.size() + " invalid objects, " + missed + " with other causes " + byKind + ", " + said
                        + " with the same message\n" + String.join("\n", differing));
        assertThat(invalid).hasSize(1035);
        assertThat(missed).as("see " + report).isLessThanOrEqualTo(LARGEST_MISS);
        assertThat(said).as("see " + report).isGreaterThanOrEqualTo(SMALLEST_SAID);
    }

    private static final int LARGEST_MISS = 0;
    private static final int SMALLEST_SAID = 1034;

    private ObjectValue answer(ObjectValue refusal) {
        var path = refusal.string("path");
        var object = golden.mutated(refusal);
        var strategy = Golden.strategy(path);
        if (Golden.isNamespaced(path)) {
            object = object.withAt(Value.of("golden"), "metadata", "namespace");
        }
        object = object.withAt(Value.of("11111111-2222-3333-4444-555555555555"), "metadata", "uid");
        if (path.contains("/pods?")) {
            object = object.withAt(Value.of("default"), "spec", "serviceAccountName");
        }
        if (path.contains("/services?")) {
            object = allocated(object);
        }
        object = strategy.prepareForCreate(strategy.applyDefaults(object));
        var errors = new FieldErrors();
        MetadataRules.validate(object, Golden.isNamespaced(path), strategy, errors);
        strategy.validate(object, errors);
        return StatusException.invalid(
                        Golden.group(path),
                        object.string("kind"),
                        object.object("metadata").string("name"),
                        errors.list())
                .status()
                .toObject();
    }

    /** What the API server allocates before it validates. */
    private static ObjectValue allocated(ObjectValue service) {
        var spec = service.object("spec");
        boolean checked = spec.string("type").equals("LoadBalancer")
                && spec.string("externalTrafficPolicy").equals("Local")
                && spec.integer("healthCheckNodePort", 0) == 0;
        return checked ? service.withAt(Value.of(30999), "spec", "healthCheckNodePort") : service;
    }

    private static List<String> causes(ObjectValue status) {
        return status.object("details")
                .array("causes")
                .objects()
                .map(cause -> cause.string("field") + " " + cause.string("reason"))
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }
}
