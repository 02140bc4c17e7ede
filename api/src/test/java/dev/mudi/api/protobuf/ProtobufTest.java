package dev.mudi.api.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.mudi.api.codec.Json;
import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.schema.Decoder;
import dev.mudi.api.schema.GoldenObjects;
import dev.mudi.api.schema.RandomObjects;
import dev.mudi.api.schema.SchemaCatalog;
import dev.mudi.api.schema.Struct;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufTest {
    private final SchemaCatalog catalog = SchemaCatalog.builtIn();

    private ObjectValue roundTrip(ObjectValue object) throws MalformedException {
        var envelope = Protobuf.unwrap(Protobuf.encode(object, typeOf(object)));
        return Protobuf.decode(envelope, typeOf(object));
    }

    private Struct typeOf(ObjectValue object) {
        var envelope = new Protobuf.Envelope(object.string("apiVersion"), object.string("kind"), ByteString.EMPTY);
        return catalog.kind(envelope.group(), envelope.version(), envelope.kind())
                .orElseThrow();
    }

    @Test
    void theVerbsOfAResourceStandInAMessageOfTheirOwn() throws MalformedException {
        var type = SchemaCatalog.builtIn()
                .type("io.k8s.apimachinery.pkg.apis.meta.v1.APIResource")
                .orElseThrow();
        var resource = Json.object("{\"name\":\"pods\",\"verbs\":[\"get\"]}");

        var message = Protobuf.message(resource, type);

        assertThat(message).isEqualTo("\n\u0004pods\"\u0005\n\u0003get".getBytes(StandardCharsets.US_ASCII));
        assertThat(MessageReader.read(ByteString.copyFrom(message), type)).isEqualTo(resource);
    }

    @Test
    void bringsUpstreamsObjectsBackAsTheyWere() throws MalformedException {
        for (var object : GoldenObjects.answers()) {
            // Protobuf has no place for the kind of an object inside another.
            var plain = (ObjectValue) object.at("spec")
                    .filter(spec -> spec instanceof ObjectValue inner && inner.has("volumeClaimTemplates"))
                    .map(spec -> (Value) object.with(
                            "spec",
                            ((ObjectValue) spec)
                                    .updateEach(
                                            "volumeClaimTemplates",
                                            one -> one.without("kind").without("apiVersion"))))
                    .orElse(object);
            assertThat(new String(Json.write(roundTrip(plain)), StandardCharsets.UTF_8))
                    .isEqualTo(new String(Json.write(plain), StandardCharsets.UTF_8));
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void bringsAnyObjectOfAnyKindBackAsItWas(@ForAll long seed) throws MalformedException {
        for (var kind : catalog.kinds()) {
            if (Math.floorMod(kind.type().name().hashCode() + seed, 40) == 0) {
                var apiVersion = kind.group().isEmpty() ? kind.version() : kind.group() + "/" + kind.version();
                var random = RandomObjects.of(kind.type(), seed)
                        .with("kind", Value.of(kind.kind()))
                        .with("apiVersion", Value.of(apiVersion));
                var object = Decoder.decode(random, kind.type()).object();
                assertThat(roundTrip(object).equals(object))
                        .as("%s of seed %s", kind, seed)
                        .isTrue();
            }
        }
    }

    @Test
    void standsInUpstreamsEnvelopeWithUpstreamsNumbers() throws MalformedException, InvalidProtocolBufferException {
        var pod = Json.object("""
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},"spec":{"volumes":[{"name":"v","emptyDir":{}}],
                 "containers":[{"name":"c","resources":{}}]},"status":{}}""");
        var bytes = Protobuf.encode(pod, typeOf(pod));
        assertThat(new String(bytes, 0, 4, StandardCharsets.ISO_8859_1)).isEqualTo("k8s\0");
        var envelope = Protobuf.unwrap(bytes);
        assertThat(envelope.apiVersion()).isEqualTo("v1");
        assertThat(envelope.kind()).isEqualTo("Pod");
        var message = UnknownFieldSet.parseFrom(envelope.message());
        var spec = inner(message, 2);
        var volume = inner(spec, 1);
        assertThat(text(volume, 1)).isEqualTo("v");
        assertThat(inner(volume, 2).hasField(2))
                .as("emptyDir stands in the inlined volume source")
                .isTrue();
        assertThat(text(inner(spec, 2), 1)).isEqualTo("c");
        assertThat(text(inner(message, 1), 1)).isEqualTo("web");
    }

    private static UnknownFieldSet inner(UnknownFieldSet message, int field) throws InvalidProtocolBufferException {
        return UnknownFieldSet.parseFrom(
                message.getField(field).getLengthDelimitedList().getFirst());
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    @Test
    void decodesByTheKindThatTheEnvelopeNames() throws MalformedException {
        var lease = Json.object(
                "{\"kind\":\"Lease\",\"apiVersion\":\"coordination.k8s.io/v1\",\"metadata\":{\"name\":\"n\"},\"spec\":{}}");
        assertThat(Protobuf.decode(Protobuf.encode(lease, typeOf(lease)), catalog::kind))
                .isEqualTo(lease);
        var unknown = Protobuf.wrap("example.org/v1", "Thing", new byte[0]);
        assertThatThrownBy(() -> Protobuf.decode(unknown, catalog::kind))
                .hasMessage("no kind \"Thing\" is registered for version \"example.org/v1\"");
    }

    @Test
    void knowsPartialObjects() throws MalformedException {
        var list = Json.object("""
                {"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},
                 "items":[{"metadata":{"name":"web"}}]}""");
        assertThat(roundTrip(list)).isEqualTo(list);
    }

    @Test
    void refusesWhatIsNoProtobuf() {
        assertThatThrownBy(() -> Protobuf.unwrap("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("expected prefix");
        var cut = Protobuf.wrap("v1", "Pod", new byte[] {10, 100, 1});
        assertThatThrownBy(() -> Protobuf.decode(cut, catalog::kind)).isInstanceOf(MalformedException.class);
    }

    @Test
    void framesWatchEvents() throws InvalidProtocolBufferException {
        var object = Protobuf.wrap("v1", "Pod", new byte[0]);
        var event = UnknownFieldSet.parseFrom(Protobuf.watchEvent("ADDED", object));
        assertThat(text(event, 1)).isEqualTo("ADDED");
        assertThat(inner(event, 2)
                        .getField(1)
                        .getLengthDelimitedList()
                        .getFirst()
                        .toByteArray())
                .isEqualTo(object);
    }

    @Test
    void knowsTheAlternativesOfJsonSchemas() throws MalformedException {
        var definition = Json.object("""
                {"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","metadata":{"name":"n"},
                 "spec":{"group":"g","names":{"plural":"p","kind":"K"},"scope":"Cluster","versions":[{"name":"v1","served":true,"storage":true,
                 "schema":{"openAPIV3Schema":{"type":"object","default":{"a":[1]},"enum":[1,"b"],"items":{"type":"string"},
                  "additionalProperties":false,"additionalItems":{"type":"string"},"properties":{"a":{"items":[{"type":"object"}]}}}}}]},
                 "status":{"conditions":null,"acceptedNames":{"plural":"","kind":""},"storedVersions":null}}""");
        assertThat(roundTrip(definition))
                .isEqualTo(Decoder.decode(definition, typeOf(definition)).object());
    }

    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "1s, 1000000000",
        "1m30s, 90000000000",
        "2h0m0.5s, 7200500000000",
        "15ms, 15000000",
        "1.5µs, 1500",
        "-3s, -3000000000"
    })
    void writesLengthsOfTimeAsGoDoes(String text, long nanos) {
        assertThat(GoDuration.nanos(text)).isEqualTo(nanos);
        assertThat(GoDuration.text(nanos)).isEqualTo(text);
    }
}
