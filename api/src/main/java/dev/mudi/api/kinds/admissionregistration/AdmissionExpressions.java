package dev.mudi.api.kinds.admissionregistration;

import dev.mudi.api.cel.Environment;
import dev.mudi.api.cel.check.CompileException;
import dev.mudi.api.cel.check.Dialect;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.FixedStruct;
import dev.mudi.api.tree.Value;
import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Checks that the expressions of one policy or webhook compile, and that they give values of the right types (apiserver,
 * admission/plugin/cel). The variables that a policy defines are seen by what stands after them. For one object.
 */
final class AdmissionExpressions {
    private static final String VARIABLES = "kubernetes.variables";

    private final boolean parameters;
    private final Map<String, CelType> composed = new HashMap<>();
    private final boolean composes;

    /** The expressions of an object that has parameters or not, and variables or not. */
    AdmissionExpressions(boolean parameters, boolean variables) {
        this.parameters = parameters;
        this.composes = variables;
    }

    /** Complains of a condition, which is true or false and sees no variables of the policy. */
    void condition(At expression) {
        var environment = environment(new Sight(true, false));
        var trimmed = expression.text().strip();
        check(environment, expression.holding(Value.of(trimmed)), trimmed, List.of(CelType.BOOL));
    }

    /** Complains of a validation, which is true or false. */
    void validation(At expression) {
        check(environment(new Sight(true, composes)), expression, expression.text(), List.of(CelType.BOOL));
    }

    /** Complains of a message, which is a text; nobody is authorized here. */
    void message(At expression) {
        check(environment(new Sight(false, composes)), expression, expression.text(), List.of(CelType.STRING));
    }

    /** Complains of the value of an annotation, which is a text or null. */
    void annotation(At expression) {
        check(
                environment(new Sight(true, composes)),
                expression,
                expression.text().strip(),
                List.of(CelType.STRING, CelType.NULL));
    }

    /** Complains of a variable of the policy, and shows it to what comes after it. */
    void variable(String name, At expression) {
        var type = check(environment(new Sight(true, true)), expression, expression.text(), List.of());
        composed.put(name, type);
    }

    /** Complains of a mutation, which is a list of patches, or an object to apply. */
    void mutation(At expression, boolean patches) {
        var text = expression.text().strip();
        var wanted = patches ? CelType.list(PatchTypes.PATCH.type()) : CelType.struct(PatchTypes.OBJECT);
        check(patching(text), expression.holding(Value.of(text)), text, List.of(wanted));
    }

    private Environment patching(String text) {
        var structs = structs();
        structs.addAll(PatchTypes.of(text));
        return new Environment(names(new Sight(true, composes)), structs, Dialect.PATCHES);
    }

    /**
     * What an expression sees beyond the request.
     *
     * @param authorizer who may do what
     * @param variables the variables of the policy
     */
    private record Sight(boolean authorizer, boolean variables) {}

    private Environment environment(Sight sight) {
        return new Environment(names(sight), structs());
    }

    private List<FixedStruct> structs() {
        var structs = new ArrayList<>(AdmissionTypes.ALL);
        structs.add(new FixedStruct(VARIABLES, composed));
        return structs;
    }

    private Map<String, CelType> names(Sight sight) {
        var names = new HashMap<String, CelType>();
        names.put("object", CelType.DYN);
        names.put("oldObject", CelType.DYN);
        names.put("namespaceObject", AdmissionTypes.NAMESPACE.type());
        names.put("request", AdmissionTypes.REQUEST.type());
        if (parameters) {
            names.put("params", CelType.DYN);
        }
        if (sight.authorizer) {
            names.put("authorizer", CelType.struct("kubernetes.authorization.Authorizer"));
            names.put("authorizer.requestResource", CelType.struct("kubernetes.authorization.ResourceCheck"));
        }
        if (sight.variables) {
            names.put("variables", CelType.struct(VARIABLES));
        }
        return names;
    }

    /** The type of the expression, whatever it may be if it is wrong. */
    private static CelType check(Environment environment, At at, String text, List<CelType> wanted) {
        try {
            var type = environment.compile(text).type();
            if (!wanted.isEmpty() && !wanted.contains(type)) {
                at.invalid("must evaluate to " + named(wanted) + " but got " + type);
                return CelType.DYN;
            }
            return kept(type);
        } catch (CompileException e) {
            at.invalid("compilation failed: " + e.complaints());
            return CelType.DYN;
        }
    }

    private static String named(List<CelType> types) {
        return types.size() == 1
                ? types.getFirst().toString()
                : types.stream().map(CelType::toString).collect(Collectors.joining(" ", "one of [", "]"));
    }

    /** What a variable is known to be: scalars, and lists and maps of such. */
    private static CelType kept(CelType type) {
        return switch (type.kind()) {
            case BOOL, BYTES, DOUBLE, DURATION, INT, NULL, STRING, TIMESTAMP, UINT -> type;
            case LIST -> CelType.list(kept(type.parameters().getFirst()));
            case MAP ->
                CelType.map(
                        kept(type.parameters().getFirst()),
                        kept(type.parameters().getLast()));
            case STRUCT, OPAQUE, TYPE, DYN, ANY, PARAMETER -> CelType.DYN;
        };
    }
}
