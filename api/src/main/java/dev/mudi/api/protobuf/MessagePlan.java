package dev.mudi.api.protobuf;

import dev.mudi.api.schema.Field;
import dev.mudi.api.schema.Struct;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields of a message by number: each a field of the struct, or a message that JSON inlines, with fields of its own. Made once a type;
 * there are as many as built-in types.
 */
final class MessagePlan {
    private static final String API_RESOURCE = "io.k8s.apimachinery.pkg.apis.meta.v1.APIResource";
    private static final Map<String, MessagePlan> PLANS = new ConcurrentHashMap<>();

    private final Map<Integer, Field> fields = new LinkedHashMap<>();
    private final Map<Integer, MessagePlan> inlined = new LinkedHashMap<>();

    private final Set<Integer> wrapped = new HashSet<>();

    private MessagePlan() {}

    static MessagePlan of(Struct type) {
        return type.name().isEmpty() ? make(type) : PLANS.computeIfAbsent(type.name(), name -> make(type));
    }

    private static MessagePlan make(Struct type) {
        var plan = new MessagePlan();
        for (var field : type.fields()) {
            var number = field.number();
            if (number.own() != 0) {
                var here = plan.at(number.outers());
                here.fields.put(number.own(), field);
                if (type.name().equals(API_RESOURCE) && field.name().equals("verbs")) {
                    here.wrapped.add(number.own());
                }
            }
        }
        return plan;
    }

    private MessagePlan at(List<Integer> outers) {
        var here = this;
        for (int outer : outers) {
            here = here.inlined.computeIfAbsent(outer, number -> new MessagePlan());
        }
        return here;
    }

    /** The fields of the struct that stand here, by number. */
    Map<Integer, Field> fields() {
        return fields;
    }

    /** Whether the list of a field stands in a message of its own, so that an empty one is something else than none (apimachinery, Verbs). */
    boolean isWrapped(int number) {
        return wrapped.contains(number);
    }

    /** The inlined messages that stand here, by number. */
    Map<Integer, MessagePlan> inlined() {
        return inlined;
    }
}
