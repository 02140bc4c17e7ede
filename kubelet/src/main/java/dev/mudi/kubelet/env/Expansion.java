package dev.mudi.kubelet.env;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Expands {@code $(NAME)} references: {@code $$} is a dollar sign, an unknown name and an unclosed reference stay as they
 * are. Source: Kubernetes design proposal "Variable expansion in pod command, args, and env".
 */
public final class Expansion {

    private Expansion() {}

    /** Expands with the variables of a map, leaving unknown references as they are. */
    public static String expand(String input, Map<String, String> variables) {
        return expand(input, name -> {
            var value = variables.get(name);
            return value == null ? "$(" + name + ")" : value;
        });
    }

    /** Expands with a mapping from a name to what stands for it. */
    public static String expand(String input, UnaryOperator<String> mapping) {
        var out = new StringBuilder(input.length());
        int i = 0;
        while (i < input.length()) {
            char c = input.charAt(i);
            if (c != '$' || i + 1 == input.length()) {
                out.append(c);
                i++;
                continue;
            }
            char next = input.charAt(i + 1);
            int end = next == '(' ? input.indexOf(')', i + 2) : -1;
            if (end >= 0) {
                out.append(mapping.apply(input.substring(i + 2, end)));
                i = end + 1;
            } else {
                out.append(next == '$' ? "$" : "$" + next);
                i += 2;
            }
        }
        return out.toString();
    }
}
