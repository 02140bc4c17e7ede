package dev.mudi.apiserver.endpoints;

import dev.mudi.api.selector.FieldSelector;
import dev.mudi.api.status.StatusException;
import dev.mudi.api.tree.ArrayValue;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.tree.Value;
import dev.mudi.apiserver.health.Components;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers {@code componentstatuses}, which are asked of the components and never stored. */
record ComponentStatuses(Components components) {
    static boolean handles(Call call) {
        return call.definition().name().qualified().equals("componentstatuses");
    }

    void answer(Call call, Form form) {
        if (call.info().verb().equals("get")) {
            get(call, form);
        } else {
            list(call, form);
        }
    }

    private void get(Call call, Form form) {
        var name = call.info().name();
        var found = components.ask().get(name);
        if (found == null) {
            throw StatusException.notFound("", "componentstatus", name);
        }
        ObjectWriter.write(call, form, 200, status(name, found));
    }

    private void list(Call call, Form form) {
        var selectors = ListOptions.of(call.context().request().query(), false).selectors();
        Presentation.mustFit(call, form, true);
        var labels = Selection.labels(selectors.label());
        var fields = Selection.fields(selectors.field());
        for (var term : fields.terms()) {
            Selection.requireMetadata(term);
        }
        var shown = new ArrayList<ObjectValue>();
        components.ask().forEach((name, problem) -> {
            if (labels.matches(ObjectValue.EMPTY) && isMeant(fields, name)) {
                shown.add(status(name, problem));
            }
        });
        var list = Presentation.of(call, form).list(shown, ObjectValue.EMPTY);
        ObjectWriter.write(call.response(), form, 200, list);
    }

    private static boolean isMeant(FieldSelector fields, String name) {
        return fields.terms().stream()
                .allMatch(
                        term -> (term.field().equals(Selection.NAME) ? name : "").equals(term.value()) == term.equal());
    }

    private static ObjectValue status(String name, Optional<String> problem) {
        var healthy = ObjectValue.builder()
                .put("type", "Healthy")
                .put("status", problem.isEmpty() ? "True" : "False")
                .put("message", problem.orElse("ok"))
                .build();
        return ObjectValue.builder()
                .put("kind", "ComponentStatus")
                .put("apiVersion", "v1")
                .put("metadata", ObjectValue.of("name", Value.of(name)))
                .put("conditions", new ArrayValue(List.of(healthy)))
                .build();
    }
}
