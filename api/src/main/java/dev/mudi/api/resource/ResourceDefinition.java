package dev.mudi.api.resource;

import dev.mudi.api.schema.Struct;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A resource in one version: everything the server knows of a kind (decision D1). Built-in and custom resources alike.
 * Immutable and safe for several threads; made by {@link #builder}.
 */
public final class ResourceDefinition {
    private final ResourceName name;
    private final String kind;
    private final String listKind;
    private final String singular;
    private final Scope scope;
    private final Set<Verb> verbs;
    private final List<String> shortNames;
    private final List<String> categories;
    private final Struct schema;
    private final List<Subresource> subresources;
    private final List<PrinterColumn> columns;
    private final List<SelectableField> selectableFields;
    private final Strategy strategy;
    private final String storageVersion;
    private final String storagePrefix;

    private ResourceDefinition(Builder from) {
        this.name = from.name;
        this.kind = from.kind;
        this.listKind = from.listKind.isEmpty() ? from.kind + "List" : from.listKind;
        this.singular = from.singular.isEmpty() ? from.kind.toLowerCase(Locale.ROOT) : from.singular;
        this.scope = from.scope;
        this.verbs = Set.copyOf(from.verbs);
        this.shortNames = List.copyOf(from.shortNames);
        this.categories = List.copyOf(from.categories);
        this.schema = from.schema;
        this.subresources = List.copyOf(from.subresources);
        this.columns = List.copyOf(from.columns);
        this.selectableFields = List.copyOf(from.selectableFields);
        this.strategy = from.strategy;
        this.storageVersion = from.storageVersion.isEmpty() ? name.apiVersion() : from.storageVersion;
        this.storagePrefix = from.storagePrefix.isEmpty() ? name.resource() : from.storagePrefix;
    }

    /** Starts a definition: namespaced, with all verbs, without rules of its own. */
    public static Builder builder(ResourceName name, String kind, Struct schema) {
        return new Builder(name, kind, schema);
    }

    /** Starts a definition that is like this one. */
    public Builder toBuilder() {
        return new Builder(name, kind, schema)
                .listKind(listKind)
                .singular(singular)
                .scope(scope)
                .verbs(verbs)
                .shortNames(shortNames)
                .categories(categories)
                .subresources(subresources)
                .columns(columns)
                .selectableFields(selectableFields)
                .strategy(strategy)
                .storageVersion(storageVersion)
                .storagePrefix(storagePrefix);
    }

    /** Group, version and plural. */
    public ResourceName name() {
        return name;
    }

    /** The group; empty for core. */
    public String group() {
        return name.group();
    }

    /** The version. */
    public String version() {
        return name.version();
    }

    /** The plural. */
    public String resource() {
        return name.resource();
    }

    /** As objects name group and version: {@code v1}, {@code apps/v1}. */
    public String apiVersion() {
        return name.apiVersion();
    }

    /** The kind of an object. */
    public String kind() {
        return kind;
    }

    /** The kind of a list. */
    public String listKind() {
        return listKind;
    }

    /** The singular that discovery gives. */
    public String singular() {
        return singular;
    }

    /** Whether objects live in namespaces. */
    public Scope scope() {
        return scope;
    }

    /** Whether objects live in namespaces. */
    public boolean isNamespaced() {
        return scope == Scope.NAMESPACED;
    }

    /** What can be asked of it. */
    public Set<Verb> verbs() {
        return verbs;
    }

    /** Whether this can be asked of it. */
    public boolean hasVerb(Verb verb) {
        return verbs.contains(verb);
    }

    /** Short names, such as {@code po}. */
    public List<String> shortNames() {
        return shortNames;
    }

    /** Categories, such as {@code all}. */
    public List<String> categories() {
        return categories;
    }

    /** The type of an object. */
    public Struct schema() {
        return schema;
    }

    /** The subresources in the order of discovery. */
    public List<Subresource> subresources() {
        return subresources;
    }

    /** The subresource of this name, if there is one. */
    public Optional<Subresource> subresource(String name) {
        return subresources.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The columns that a custom resource definition states; built-in resources have theirs in package {@code table}. */
    public List<PrinterColumn> columns() {
        return columns;
    }

    /** The fields that field selectors can ask for. */
    public List<SelectableField> selectableFields() {
        return selectableFields;
    }

    /** The selectable field of this label, if there is one. */
    public Optional<SelectableField> selectableField(String label) {
        return selectableFields.stream()
                .filter(field -> field.label().equals(label))
                .findFirst();
    }

    /** What its schema cannot say. */
    public Strategy strategy() {
        return strategy;
    }

    /** The apiVersion in which objects are stored: this one's, or that of another version of the same resource. */
    public String storageVersion() {
        return storageVersion;
    }

    /** The start of its keys in the store, as upstream lays them out: {@code /registry/pods/}, {@code /registry/services/specs/}. */
    public String storagePrefix() {
        return "/registry/" + storagePrefix + "/";
    }

    @Override
    public String toString() {
        return name.toString();
    }

    /** Collects what a definition is made of. Not safe for several threads. */
    public static final class Builder {
        private final ResourceName name;
        private final String kind;
        private final Struct schema;
        private String listKind = "";
        private String singular = "";
        private Scope scope = Scope.NAMESPACED;
        private Set<Verb> verbs = EnumSet.allOf(Verb.class);
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private List<Subresource> subresources = List.of();
        private List<PrinterColumn> columns = List.of();
        private List<SelectableField> selectableFields = List.of();
        private Strategy strategy = Strategy.NONE;
        private String storageVersion = "";
        private String storagePrefix = "";

        private Builder(ResourceName name, String kind, Struct schema) {
            this.name = name;
            this.kind = kind;
            this.schema = schema;
        }

        /** The kind of a list; {@code <kind>List} unless said otherwise. */
        public Builder listKind(String value) {
            this.listKind = value;
            return this;
        }

        /** The singular; the kind in lower case unless said otherwise. */
        public Builder singular(String value) {
            this.singular = value;
            return this;
        }

        /** Whether objects live in namespaces. */
        public Builder scope(Scope value) {
            this.scope = value;
            return this;
        }

        /** What can be asked of it. */
        public Builder verbs(Set<Verb> value) {
            this.verbs = value;
            return this;
        }

        /** Short names. */
        public Builder shortNames(List<String> value) {
            this.shortNames = value;
            return this;
        }

        /** Categories. */
        public Builder categories(List<String> value) {
            this.categories = value;
            return this;
        }

        /** Subresources in the order of discovery. */
        public Builder subresources(List<Subresource> value) {
            this.subresources = value;
            return this;
        }

        /** Columns that a custom resource definition states. */
        public Builder columns(List<PrinterColumn> value) {
            this.columns = value;
            return this;
        }

        /** The fields that field selectors can ask for. */
        public Builder selectableFields(List<SelectableField> value) {
            this.selectableFields = value;
            return this;
        }

        /** What the schema cannot say. */
        public Builder strategy(Strategy value) {
            this.strategy = value;
            return this;
        }

        /** The apiVersion in which objects are stored; the definition's own unless said otherwise. */
        public Builder storageVersion(String value) {
            this.storageVersion = value;
            return this;
        }

        /** What stands between {@code /registry/} and the next slash-separated part of a key; the plural unless said otherwise. */
        public Builder storagePrefix(String value) {
            this.storagePrefix = trimmed(value);
            return this;
        }

        /** The definition of what was said so far. */
        public ResourceDefinition build() {
            return new ResourceDefinition(this);
        }

        private static String trimmed(String prefix) {
            var inner = prefix.startsWith("/registry/") ? prefix.substring("/registry/".length()) : prefix;
            return inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner;
        }
    }
}
