package dev.mudi.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.kinds.Golden;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Replays what upstream recorded of malformed objects: those it refuses to decode are refused here, the others are decoded. */
class GoldenDecodingTest {
    private final Golden golden = new Golden();

    /** The message of the refusal, if decoding refuses. */
    private static Optional<String> refusal(ObjectValue object, Struct type, String kind, String version) {
        try {
            var decoded = Decoder.decode(object, type);
            FieldValidation.STRICT.judge(kind, version, decoded.strictErrors());
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(FieldValidation.cannotBeHandled(kind, version) + e.getMessage());
        } catch (StatusException e) {
            return Optional.of(e.status().message());
        }
    }

    @Test
    void refusesToDecodeWhatUpstreamRefusesToDecodeAndNothingElse() {
        var wrong = new ArrayList<String>();
        int malformed = 0;
        int sameMessage = 0;
        for (var record : Golden.refusals()) {
            var first = record.array("at").items().getFirst();
            if (first.equals(Value.of("kind")) || first.equals(Value.of("apiVersion"))) {
                // Which kind an object is of is found out before it is decoded.
                continue;
            }
            var object = golden.mutated(record);
            var apiVersion = object.string("apiVersion");
            int slash = apiVersion.indexOf('/');
            var version = apiVersion.substring(slash + 1);
            var kind = object.string("kind");
            var type = SchemaCatalog.builtIn()
                    .kind(slash < 0 ? "" : apiVersion.substring(0, slash), version, kind)
                    .orElseThrow();
            var found = refusal(object, type, kind, version);
            boolean wanted = record.integer("code", 0) == 400;
            malformed += wanted ? 1 : 0;
            sameMessage +=
                    wanted && found.equals(Optional.of(record.object("answer").string("message"))) ? 1 : 0;
            if (wanted != found.isPresent()) {
                wrong.add(record.string("id") + " " + record.object("answer").string("message") + " " + found);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(malformed).isGreaterThan(700);
        assertThat(sameMessage).as("messages that agree to the letter").isGreaterThanOrEqualTo(650);
    }
}
