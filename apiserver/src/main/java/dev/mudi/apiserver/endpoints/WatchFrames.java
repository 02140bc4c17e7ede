package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.Json;
import dev.mudi.api.resource.ResourceDefinition;
import dev.mudi.api.status.Status;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.cache.EventType;
import dev.mudi.apiserver.cache.Watcher;
import dev.mudi.apiserver.storage.ByteGather;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of a watch as bytes, one JSON object a line. The frame of an event is made once for all watchers that want the same
 * form. For one watch, and so for one thread.
 */
final class WatchFrames {
    private static final byte[] END = "}\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Presentation presentation;

    /** Whether the columns of a table were named. */
    private boolean headed;

    /** What frames of cached events are kept under: the form and the event as this watcher sees it, made once for each. */
    private final Map<EventType, Key> keys = new EnumMap<>(EventType.class);

    private static final class Key {
        private final Object form;
        private final EventType type;
        private final int hash;

        private Key(Object form, EventType type) {
            this.form = form;
            this.type = type;
            this.hash = 31 * form.hashCode() + type.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return this == other
                    || (other instanceof Key that && that.hash == hash && that.type == type && that.form.equals(form));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private WatchFrames(Presentation presentation) {
        this.presentation = presentation;
        var form = presentation.cacheKey();
        for (var type : EventType.values()) {
            keys.put(type, new Key(form, type));
        }
    }

    static WatchFrames of(Call call, Form form) {
        return new WatchFrames(Presentation.of(call, form));
    }

    ResourceDefinition definition() {
        return presentation.store().definition();
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

    /** The frame of an event if it takes no conversion: what is stored goes out as it is. */
    Optional<ByteBuffer> ready(Watcher.Item item) {
        boolean asStored = presentation.isDirect(item.event().shown(item.type()));
        return asStored ? Optional.of(of(item).getFirst()) : Optional.empty();
    }

    /** The frame of an event. */
    List<ByteBuffer> of(Watcher.Item item) {
        boolean withHeader = headerDue();
        var frame = item.event()
                .encoded(
                        key(item.type(), withHeader),
                        () -> frame(item.type(), item.event().shown(item.type()), withHeader)
                                .toByteArray());
        return List.of(ByteBuffer.wrap(frame));
    }

    private Key key(EventType type, boolean withHeader) {
        var known = withHeader ? null : keys.get(type);
        return known == null ? new Key(List.of(presentation.cacheKey(), withHeader), type) : known;
    }

    /** A frame for an object that is not of an event. */
    List<ByteBuffer> of(EventType type, StoredObject object) {
        return frame(type, object, headerDue()).buffers();
    }

    /** Whether this is the first frame of a table, which alone names the columns. */
    private boolean headerDue() {
        boolean due = !headed && presentation.form().shape() == Form.Shape.TABLE;
        headed |= due;
        return due;
    }

    private ByteGather frame(EventType type, StoredObject object, boolean withHeader) {
        if (isProtobuf()) {
            return ProtobufForm.event(type.name(), presentation.protobuf(object).toByteArray());
        }
        var out = new ByteGather(512).add("{\"type\":\"" + type.name() + "\",\"object\":");
        presentation.addEventObject(object, withHeader, out);
        return out.add(END);
    }

    /** The frame that says why there is nothing to watch. */
    byte[] error(Status status) {
        return frame("ERROR", status.toObject());
    }

    private byte[] frame(String type, ObjectValue object) {
        if (isProtobuf()) {
            var bytes = ProtobufForm.object(object).orElseGet(() -> new byte[0]);
            return ProtobufForm.event(type, bytes).toByteArray();
        }
        return Json.writeLine(
                ObjectValue.builder().put("type", type).put("object", object).build());
    }

    /** A frame that says up to which revision everything was sent, and whether that was all there is. */
    byte[] bookmark(long revision, boolean initialEventsEnd) {
        var meta = ObjectValue.builder().put("resourceVersion", Long.toString(revision));
        if (initialEventsEnd) {
            meta.put("annotations", ObjectValue.EMPTY.with("k8s.io/initial-events-end", "true"));
        }
        return frame("BOOKMARK", presentation.bookmarkObject(meta.build(), headerDue()));
    }
}
