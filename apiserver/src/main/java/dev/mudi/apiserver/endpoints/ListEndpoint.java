package dev.mudi.apiserver.endpoints;

import dev.mudi.api.status.Reason;
import dev.mudi.api.status.Status;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.apiserver.registry.Listing;
import dev.mudi.etcd.Bytes;

/**
 * Lists objects of one state. Plain JSON is an envelope around the bytes that are stored; nothing is parsed or encoded anew.
 */
final class ListEndpoint {
    private static final String EXPIRED =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                    + " without the continue parameter, or use the continue token in this response to retrieve the"
                    + " remainder of the results. Continuing with the provided token results in an inconsistent list -"
                    + " objects that were created, modified, or deleted between the time the first chunk was returned and"
                    + " now may show up in the list.";

    private ListEndpoint() {}

    static void answer(Call call, Form form) {
        var options = ListOptions.of(call.context().request().query(), false);
        var selection = Selection.of(call, options.selectors());
        Presentation.mustFit(call, form, true);
        var prefix = call.store().layout().prefix(call.namespace());
        var page = page(call, options, selection, prefix);
        send(call, form, page.objects(), meta(page, selection, prefix, hasEmptyToken(call, form)));
    }

    /** Sends objects as a list of the resource. */
    static void send(Call call, Form form, Listing.Objects objects, ObjectValue meta) {
        var presentation = Presentation.of(call, form);
        if (form.media() == Form.Media.PROTOBUF) {
            var list = form.shape() == Form.Shape.OBJECT
                    ? ProtobufForm.list(call.store(), objects, meta)
                    : ProtobufForm.metadataList(form, call.store().served(objects.toList()), meta);
            ObjectWriter.send(call.response(), 200, form, list);
        } else if (presentation.isWrittenFromBytes(objects)) {
            ObjectWriter.send(call.response(), 200, form, presentation.writtenList(objects, meta));
        } else {
            var trees = call.store().served(objects.toList());
            ObjectWriter.write(call.response(), form, 200, presentation.list(trees, meta));
        }
    }

    /** The objects that a list with these options shows. */
    static Listing.Page page(Call call, ListOptions options, Selection selection, String prefix) {
        var listing = new Listing(call.store(), selection.interest(), selection.isLate());
        long limit = options.limit();
        var token = options.page().token();
        if (!token.isEmpty()) {
            var decoded = ContinueToken.decode(token);
            if (options.resourceVersion().orElse(0L) > 0) {
                throw StatusException.badRequest("specifying resource version is not allowed when using continue");
            }
            return continued(listing, decoded, prefix, limit);
        }
        var from = Bytes.utf8(prefix);
        long asked = options.resourceVersion().orElse(0L);
        if (options.exact()) {
            return listing.at(asked, from, Bytes.utf8(prefix), limit);
        }
        var cache = call.store().cache();
        var state = options.resourceVersion().isEmpty()
                ? cache.snapshot()
                : asked == 0 ? cache.snapshotAsIs() : cache.snapshotNotOlderThan(asked);
        return listing.of(state, from, Bytes.utf8(prefix), limit);
    }

    private static Listing.Page continued(Listing listing, ContinueToken token, String prefix, long limit) {
        var from = Bytes.utf8(prefix + token.start());
        if (token.revision() < 0) {
            return listing.newest(from, Bytes.utf8(prefix), limit);
        }
        try {
            return listing.at(token.revision(), from, Bytes.utf8(prefix), limit);
        } catch (StatusException e) {
            if (e.status().reason() == Reason.EXPIRED) {
                var rest = new ContinueToken(-1, token.start()).encode();
                throw new StatusException(new Status(410, Reason.EXPIRED, EXPIRED, Status.Details.NONE, rest));
            }
            throw e;
        }
    }

    /** Upstream writes the end of a list of custom resources as an empty token. */
    static boolean hasEmptyToken(Call call, Form form) {
        return ResourceKinds.isCustom(call.definition()) && form.shape() == Form.Shape.OBJECT;
    }

    static ObjectValue meta(Listing.Page page, Selection selection, String prefix, boolean emptyToken) {
        var meta = ObjectValue.builder().put("resourceVersion", Long.toString(page.revision()));
        if (page.next().isPresent()) {
            var start = page.next().get().toUtf8().substring(prefix.length());
            meta.put("continue", new ContinueToken(page.revision(), start).encode());
            if (selection.isEverything()) {
                meta.put("remainingItemCount", page.remaining());
            }
        } else if (emptyToken) {
            meta.put("continue", "");
        }
        return meta.build();
    }
}
