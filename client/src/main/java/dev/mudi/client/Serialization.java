package dev.mudi.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;

/**
 * The one mapper between JSON and typed models, shared by all clients and informers because its caches are large.
 *
 * <p>{@code metadata.managedFields} is skipped on reading: no component looks at it, it is often half of an object, and
 * an update without it keeps what the server has (Kubernetes reference, "Server-Side Apply", "Clearing managedFields").
 * A list or map that is {@code null} in JSON, as the {@code endpoints} of an empty slice, is read as an empty one.
 */
final class Serialization {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final KubernetesSerialization KUBERNETES = new KubernetesSerialization(MAPPER, true);

    static {
        // A list that is null in JSON is an empty one to Kubernetes' own types: models must not hand out null for it.
        MAPPER.setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP));
        MAPPER.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        var nullsAsEmpty = JsonSetter.Value.forContentNulls(Nulls.DEFAULT).withValueNulls(Nulls.AS_EMPTY);
        MAPPER.configOverride(List.class).setSetterInfo(nullsAsEmpty);
        MAPPER.configOverride(Map.class).setSetterInfo(nullsAsEmpty);
    }

    private Serialization() {}

    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}
}
