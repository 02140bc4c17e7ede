package dev.mudi.apiserver.endpoints;

import dev.mudi.api.codec.MalformedException;
import dev.mudi.api.selector.FieldSelector;
import dev.mudi.api.selector.LabelSelector;
import dev.mudi.api.status.StatusException;
import dev.mudi.apiserver.cache.Interest;
import dev.mudi.apiserver.cache.Interest.Scope;
import dev.mudi.apiserver.storage.ObjectLayout;
import dev.mudi.apiserver.storage.StoredObject;
import dev.mudi.etcd.Bytes;
import java.util.ArrayList;
import java.util.function.Predicate;

/**
 * Which objects a list or watch is about: those in a namespace that both selectors match.
 *
 * @param interest the same for the watch cache
 * @param known the part of it that can be told of an object as it is stored, without waiting for anybody
 * @param isEverything whether neither selector says anything
 */
record Selection(Interest interest, Interest known, boolean isEverything) {
    static final String NAME = "metadata.name";
    private static final String NAMESPACE = "metadata.namespace";

    /** The field by which nodes watch their pods: an index of watchers answers it. */
    private static final String TRIGGER = "spec.nodeName";

    /** Reads the selectors of a request; 400 for those that make no sense. */
    static Selection of(Call call, ListOptions.Selectors selectors) {
        var labels = labels(selectors.label());
        var fields = fields(selectors.field());
        var layout = call.store().layout();
        var scope = scope(call, layout, fields);
        var tests = new ArrayList<Predicate<StoredObject>>();
        var store = call.store();
        if (!labels.isEverything()) {
            tests.add(object -> labels.matches(store.index(object).labels()));
        }
        for (var term : fields.terms()) {
            if (!isAnswered(term, scope, layout)) {
                tests.add(test(term, call));
            }
        }
        var all = tests.stream().reduce(Predicate::and).orElse(object -> true);
        var interest = new Interest(scope, all);
        var known = store.rewrites() && !tests.isEmpty() ? new Interest(scope, object -> true) : interest;
        return new Selection(interest, known, labels.isEverything() && fields.isEverything());
    }

    /** Whether an object may have to be converted before it is known whether it is meant. */
    boolean isLate() {
        return interest != known;
    }

    /** Whether everything in a scope meets a term anyway: one object has one name. */
    private static boolean isAnswered(FieldSelector.Term term, Scope scope, ObjectLayout layout) {
        if (!(scope instanceof Scope.Key(var key)) || !term.equal()) {
            return false;
        }
        return switch (term.field()) {
            case NAME -> key.toUtf8().endsWith("/" + term.value());
            case NAMESPACE -> layout.namespaced() && key.startsWith(Bytes.utf8(layout.prefix() + term.value() + "/"));
            default -> false;
        };
    }

    private static Scope scope(Call call, ObjectLayout layout, FieldSelector fields) {
        var namespace = layout.namespaced() && call.namespace().isEmpty()
                ? fields.required(NAMESPACE).orElse("")
                : call.namespace();
        // A watch of one object may have its name in the path.
        var watched = call.info().verb().equals("watch") ? call.info().name() : "";
        var name = fields.required(NAME).orElse(watched);
        boolean placed = !layout.namespaced() || !namespace.isEmpty();
        if (!name.isEmpty() && placed) {
            return new Scope.Key(layout.key(namespace, name));
        }
        if (!namespace.isEmpty()) {
            return new Scope.Prefix(Bytes.utf8(layout.prefix(namespace)));
        }
        int trigger = call.store().rewrites() ? -1 : call.store().selectable(TRIGGER);
        var value = fields.required(TRIGGER).orElse("");
        return trigger >= 0 && !value.isEmpty() ? new Scope.Trigger(trigger, value) : new Scope.All();
    }

    private static Predicate<StoredObject> test(FieldSelector.Term term, Call call) {
        boolean equal = term.equal();
        var value = term.value();
        if (term.field().equals(NAME)) {
            return object -> object.name().equals(value) == equal;
        }
        if (term.field().equals(NAMESPACE) && hasNamespaceLabel(call)) {
            return object -> object.namespace().equals(value) == equal;
        }
        var fields = call.store().layout().fields();
        int position = call.store().selectable(term.field());
        if (position < 0) {
            throw StatusException.badRequest(
                    fields.isEmpty() ? unknown(term.field()) : unsupported(call, term.field()));
        }
        var store = call.store();
        return object -> {
            var texts = store.index(object).fields();
            return (texts.size() > position && texts.get(position).equals(value)) == equal;
        };
    }

    private static String unknown(String field) {
        return "\"" + field + "\" is not a known field selector: only \"" + NAME + "\", \"" + NAMESPACE + "\"";
    }

    /** 400 when a term asks for anything but the fields that all objects have. */
    static void requireMetadata(FieldSelector.Term term) {
        if (!term.field().equals(NAME) && !term.field().equals(NAMESPACE)) {
            throw StatusException.badRequest(unknown(term.field()));
        }
    }

    /** Objects without a namespace have its label only where nothing but the common labels can be selected. */
    private static boolean hasNamespaceLabel(Call call) {
        var layout = call.store().layout();
        return layout.namespaced() || layout.fields().isEmpty();
    }

    private static String unsupported(Call call, String field) {
        var definition = call.definition();
        return switch (definition.name().qualified()) {
            case "jobs.batch" -> "field label \"" + field + "\" not supported for Job";
            case "resourceslices.resource.k8s.io" ->
                "field label not supported for " + definition.apiVersion() + ", Kind=ResourceSlice: " + field;
            default -> "field label not supported: " + field;
        };
    }

    static LabelSelector labels(String text) {
        try {
            return LabelSelector.parse(text);
        } catch (MalformedException e) {
            throw StatusException.badRequest("" + e.getMessage());
        }
    }

    static FieldSelector fields(String text) {
        try {
            return FieldSelector.parse(text);
        } catch (MalformedException e) {
            throw StatusException.badRequest("" + e.getMessage());
        }
    }
}
