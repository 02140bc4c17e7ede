package dev.mudi.kubelet.stats;

import java.util.Map;
import java.util.TreeMap;

/** Writes the Prometheus text format, version 0.0.4. Not safe for many threads. */
final class PrometheusText {

    private final StringBuilder out = new StringBuilder();

    /** Begins a metric. */
    PrometheusText metric(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** One value of a metric. */
    PrometheusText value(String name, Map<String, String> labels, Object value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{');
            var separator = "";
            for (var label : new TreeMap<>(labels).entrySet()) {
                out.append(separator)
                        .append(label.getKey())
                        .append("=\"")
                        .append(escape(label.getValue()))
                        .append('"');
                separator = ",";
            }
            out.append('}');
        }
        out.append(' ').append(value).append('\n');
        return this;
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
