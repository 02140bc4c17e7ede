package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.Json;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.cache.EventType;
import dev.mudi.apiserver.cache.Watcher;
import dev.mudi.apiserver.storage.ByteGather;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The events of a watch as bytes, one JSON object a line. The frame of an event is made once for all watchers that want the same
 * form.
 */
final class WatchFrames {
    private static final byte[] END = "}\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Presentation presentation;

    /** What frames of cached events are kept under: the form, and the event as this watcher sees it. */
    private record Key(Object form, EventType type) {}

    private WatchFrames(Presentation presentation) {
        this.presentation = presentation;
    }

    static WatchFrames of(Call call, Form form) {
        return new WatchFrames(Presentation.of(call, form));
    }

    String contentType() {
        var type = presentation.form().media().type();
        return isProtobuf() ? type + ";stream=watch" : type;
    }

    private boolean isProtobuf() {
        return presentation.form().media() == Form.Media.PROTOBUF;
    }

    Bytes layoutPrefix() {
        return Bytes.utf8(presentation.store().layout().prefix());
    }

    /** The frame of an event. */
    List<ByteBuffer> of(Watcher.Item item) {
        var key = new Key(presentation.cacheKey(), item.type());
        var frame = item.event()
                .encoded(
                        key,
                        () -> frame(item.type(), item.event().shown(item.type()))
                                .toByteArray());
        return List.of(ByteBuffer.wrap(frame));
    }

    /** A frame for an object that is not of an event. */
    List<ByteBuffer> of(EventType type, StoredObject object) {
        return frame(type, object).buffers();
    }

    private ByteGather frame(EventType type, StoredObject object) {
        if (isProtobuf()) {
            var bytes = ProtobufForm.object(presentation.store(), object).toByteArray();
            return ProtobufForm.event(type.name(), bytes);
        }
        var out = new ByteGather(512).add("{\"type\":\"" + type.name() + "\",\"object\":");
        presentation.addEventObject(object, out);
        return out.add(END);
    }

    /** A frame that says up to which revision everything was sent, and whether that was all there is. */
    byte[] bookmark(long revision, boolean initialEventsEnd) {
        var meta = ObjectValue.builder().put("resourceVersion", Long.toString(revision));
        if (presentation.form().shape() == Form.Shape.OBJECT) {
            meta.put("creationTimestamp", dev.mudi.api.tree.NullValue.NULL);
        }
        if (initialEventsEnd) {
            meta.put("annotations", ObjectValue.EMPTY.with("k8s.io/initial-events-end", "true"));
        }
        var object = presentation.bookmarkObject(meta.build());
        if (isProtobuf()) {
            var bytes = ProtobufForm.object(object).orElseGet(() -> new byte[0]);
            return ProtobufForm.event("BOOKMARK", bytes).toByteArray();
        }
        var frame = ObjectValue.builder()
                .put("type", "BOOKMARK")
                .put("object", object)
                .build();
        return (new String(Json.write(frame), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
