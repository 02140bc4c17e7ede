package dev.mudi.api.kinds.vocabulary;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.resource.MetadataChecks;
import dev.mudi.api.resource.NameRule;
import dev.mudi.api.resource.Strategy;
import dev.mudi.api.tree.ObjectValue;
import dev.mudi.api.validation.At;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A strategy put together from functions. Immutable; the functions are pure, so it is safe for several threads. */
public final class KindStrategy implements Strategy {
    private final UnaryOperator<ObjectValue> defaults;
    private final List<UnaryOperator<ObjectValue>> creating;
    private final List<BinaryOperator<ObjectValue>> updating;
    private final Consumer<At> rules;
    private final BiConsumer<At, At> updateRules;
    private final Function<ObjectValue, List<String>> warnings;
    private final Builder traits;
    private final Map<String, Strategy> subresources;

    private KindStrategy(Builder builder) {
        defaults = builder.defaults;
        creating = List.copyOf(builder.creating);
        updating = List.copyOf(builder.updating);
        rules = builder.rules;
        updateRules = builder.updateRules;
        warnings = builder.warnings;
        traits = builder;
        subresources = Map.copyOf(builder.subresources);
    }

    /** Starts a strategy without rules: PUT does not create, and needs no resourceVersion. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ObjectValue applyDefaults(ObjectValue object) {
        return defaults.apply(object);
    }

    @Override
    public ObjectValue prepareForCreate(ObjectValue object) {
        var made = object;
        for (var step : creating) {
            made = step.apply(made);
        }
        return made;
    }

    @Override
    public ObjectValue prepareForUpdate(ObjectValue next, ObjectValue current) {
        var made = next;
        for (var step : updating) {
            made = step.apply(made, current);
        }
        return made;
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        rules.accept(At.root(object, errors));
    }

    @Override
    public void validateUpdate(ObjectValue next, ObjectValue current, FieldErrors errors) {
        updateRules.accept(At.root(next, errors), At.root(current, new FieldErrors()));
    }

    @Override
    public List<String> warnings(ObjectValue object) {
        return warnings.apply(object);
    }

    @Override
    public List<String> warningsAboutSent(ObjectValue object) {
        return traits.sentWarnings.apply(object);
    }

    @Override
    public List<String> warningsOnUpdate(ObjectValue next, ObjectValue current) {
        return traits.updateWarnings.apply(next, current);
    }

    @Override
    public NameRule nameRule() {
        return traits.nameRule;
    }

    @Override
    public String complaintAboutName(ObjectValue object, String name) {
        return traits.complaint.apply(object, name);
    }

    @Override
    public MetadataChecks metadataChecks() {
        return traits.metadataChecks;
    }

    @Override
    public boolean inventsNames() {
        return traits.inventsNames;
    }

    @Override
    public boolean allowsCreateOnUpdate() {
        return traits.createsOnUpdate;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
        return !traits.conditional;
    }

    @Override
    public boolean countsGenerations() {
        return !traits.generationFields.isEmpty();
    }

    @Override
    public boolean startsGenerations() {
        return countsGenerations() && !traits.generationsFromUpdates;
    }

    @Override
    public List<String> generationFields() {
        return traits.generationFields;
    }

    @Override
    public List<String> resetFields() {
        return traits.resets;
    }

    @Override
    public Optional<Long> gracePeriod(ObjectValue object, Optional<Long> requested) {
        return traits.grace.apply(object, requested);
    }

    @Override
    public boolean orphansDependents() {
        return traits.orphansDependents;
    }

    @Override
    public Optional<String> orphaningWarning() {
        return Optional.of(traits.orphaningWarning).filter(text -> !text.isEmpty());
    }

    @Override
    public List<String> deletionFinalizers() {
        return traits.deletionFinalizers;
    }

    @Override
    public ObjectValue prepareForDelete(ObjectValue marked) {
        return traits.deleting.apply(marked);
    }

    @Override
    public Strategy subresource(String name) {
        return subresources.getOrDefault(name, this);
    }

    /** How long a deletion waits. */
    @FunctionalInterface
    public interface GracePeriod {
        /** The seconds, empty for none; see {@link Strategy#gracePeriod}. */
        Optional<Long> apply(ObjectValue object, Optional<Long> requested);
    }

    /** Collects the functions. For one thread. */
    public static final class Builder {
        private UnaryOperator<ObjectValue> defaults = object -> object;
        private final List<UnaryOperator<ObjectValue>> creating = new ArrayList<>();
        private final List<BinaryOperator<ObjectValue>> updating = new ArrayList<>();
        private Consumer<At> rules = object -> {};
        private BiConsumer<At, At> updateRules = (next, current) -> rules.accept(next);
        private Function<ObjectValue, List<String>> warnings = object -> List.of();
        private Function<ObjectValue, List<String>> sentWarnings = object -> List.of();
        private BiFunction<ObjectValue, ObjectValue, List<String>> updateWarnings =
                (next, current) -> warnings.apply(next);
        private final Map<String, Strategy> subresources = new HashMap<>();
        private NameRule nameRule = NameRule.DNS_SUBDOMAIN;
        private BiFunction<ObjectValue, String, String> complaint = (object, name) -> "";
        private MetadataChecks metadataChecks = MetadataChecks.KNOWN_FINALIZERS;
        private boolean inventsNames;
        private boolean generationsFromUpdates;
        private boolean createsOnUpdate;
        private boolean conditional;
        private List<String> generationFields = List.of();
        private List<String> resets = List.of();
        private GracePeriod grace = (object, requested) -> Optional.empty();
        private boolean orphansDependents;
        private String orphaningWarning = "";
        private List<String> deletionFinalizers = List.of();
        private UnaryOperator<ObjectValue> deleting = marked -> marked;

        private Builder() {}

        /** What is filled in. */
        public Builder defaults(UnaryOperator<ObjectValue> change) {
            defaults = change;
            return this;
        }

        /** A step before creation. */
        public Builder creating(UnaryOperator<ObjectValue> step) {
            creating.add(step);
            return this;
        }

        /** A step before an update, given the next and the current object. */
        public Builder updating(BinaryOperator<ObjectValue> step) {
            updating.add(step);
            return this;
        }

        /** What holds for every object; for updates too, unless they have rules of their own. */
        public Builder rules(Consumer<At> check) {
            rules = check;
            return this;
        }

        /** What holds for an update, given the next and the current object. */
        public Builder updateRules(BiConsumer<At, At> check) {
            updateRules = check;
            return this;
        }

        /** What a client is warned of; after updates too, unless they have warnings of their own. */
        public Builder warnings(Function<ObjectValue, List<String>> find) {
            warnings = find;
            return this;
        }

        /** What a client is warned of in a new object as it was before it was prepared. */
        public Builder warningsAboutSent(Function<ObjectValue, List<String>> find) {
            sentWarnings = find;
            return this;
        }

        /** What a client is warned of after an update, given the next and the current object. */
        public Builder updateWarnings(BiFunction<ObjectValue, ObjectValue, List<String>> find) {
            updateWarnings = find;
            return this;
        }

        /** Names follow another rule than that of subdomains. */
        public Builder names(NameRule rule) {
            nameRule = rule;
            return this;
        }

        /** Names follow from what else is in the object; given object and name, says what is wrong. */
        public Builder named(BiFunction<ObjectValue, String, String> check) {
            complaint = check;
            return this;
        }

        /** The metadata is checked otherwise than that of most kinds. */
        public Builder metadata(MetadataChecks checks) {
            metadataChecks = checks;
            return this;
        }

        /** The metadata is checked when the kind's own rules found nothing, and any segment of a path is a name. */
        public Builder metadataAfterwards() {
            return names(NameRule.PATH_SEGMENT).metadata(MetadataChecks.AFTERWARDS);
        }

        /** An object without a name gets one. */
        public Builder inventsNames() {
            inventsNames = true;
            return this;
        }

        /** A PUT creates what is not there. */
        public Builder createsOnUpdate() {
            createsOnUpdate = true;
            return this;
        }

        /** A PUT needs a resourceVersion. */
        public Builder conditional() {
            conditional = true;
            return this;
        }

        /** The generation counts the changes of the spec. */
        public Builder generations() {
            return generations("spec");
        }

        /** The generation counts the changes of these fields. */
        public Builder generations(String... fields) {
            generationFields = List.of(fields);
            return this;
        }

        /** The generation counts the changes of the spec, but a new object has none. */
        public Builder generationsFromUpdates() {
            generationsFromUpdates = true;
            return generations();
        }

        /** Deletion waits. */
        public Builder grace(GracePeriod period) {
            grace = period;
            return this;
        }

        /** A deletion that does not say what becomes of what an object owns leaves it. */
        public Builder orphansDependents() {
            return orphansDependents("");
        }

        /** A deletion that does not say what becomes of what an object owns leaves it, and the client is warned. */
        public Builder orphansDependents(String warning) {
            orphansDependents = true;
            orphaningWarning = warning;
            return this;
        }

        /** Deletion gives an object these finalizers, and changes it so once it is marked. */
        public Builder deleting(List<String> finalizers, UnaryOperator<ObjectValue> change) {
            deletionFinalizers = List.copyOf(finalizers);
            deleting = change;
            return this;
        }

        /** A subresource with rules of its own. */
        public Builder subresource(String name, Strategy strategy) {
            subresources.put(name, strategy);
            return this;
        }

        /** The status is set through {@code /status} only, which changes nothing of the spec. */
        public Builder status() {
            return status((next, current) -> {});
        }

        /** The status is set through {@code /status} only, by these rules. */
        public Builder status(BiConsumer<At, At> statusRules) {
            return status(statusRules, (next, current) -> next);
        }

        /** The same; what is kept beside the spec is put back by a step. */
        public Builder status(BiConsumer<At, At> statusRules, BinaryOperator<ObjectValue> keeping) {
            return status(
                    statusRules,
                    builder()
                            .updating((next, current) -> Kept.field("spec", next, current))
                            .updating(keeping)
                            .resets("spec"));
        }

        /** The status is set through {@code /status} only, which changes nothing of the spec and the metadata. */
        public Builder statusAlone() {
            return statusAlone((next, current) -> {});
        }

        /** The status is set through {@code /status} only, by these rules; that changes nothing of the spec and the metadata. */
        public Builder statusAlone(BiConsumer<At, At> statusRules) {
            return statusAlone(statusRules, Kept::metadataForStatus);
        }

        /** The same; what is kept of the metadata is put back by a step. */
        public Builder statusAlone(BiConsumer<At, At> statusRules, BinaryOperator<ObjectValue> keeping) {
            return status(
                    statusRules,
                    builder()
                            .updating((next, current) -> keeping.apply(Kept.field("spec", next, current), current))
                            .resets("metadata", "spec"));
        }

        private Builder status(BiConsumer<At, At> statusRules, Builder strategy) {
            creating.addFirst(object -> object.without("status"));
            updating.addFirst((next, current) -> Kept.field("status", next, current));
            return resets("status")
                    .subresource("status", strategy.updateRules(statusRules).build());
        }

        /** The fields, as dotted paths, that writes don't change. */
        public Builder resets(String... fields) {
            resets = List.of(fields);
            return this;
        }

        /** The strategy. */
        public KindStrategy build() {
            return new KindStrategy(this);
        }
    }
}
