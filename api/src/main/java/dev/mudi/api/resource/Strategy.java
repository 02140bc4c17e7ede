package dev.mudi.api.resource;

import dev.mudi.api.field.FieldErrors;
import dev.mudi.api.tree.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * What a resource does beyond its schema: defaults, what a write may touch, what is valid. Pure: no I/O, no clock; what needs
 * the outside world (addresses, ports, quota) is admission's or the registry's. Implementations are stateless and safe for
 * several threads.
 *
 * <p>The order of a write: decode, {@link #decoded}, {@link #applyDefaults}, mutating admission, {@link #applyDefaults} again,
 * {@link #prepareForCreate} or {@link #prepareForUpdate}, {@link #validate} (and {@link #validateUpdate}), validating
 * admission, store. The metadata that every kind has (names, labels, owner references, finalizers, uid, generation) is
 * checked and filled by the registry, not here.
 */
public interface Strategy {

    /** The strategy of a resource that has no rules of its own. */
    Strategy NONE = new Strategy() {};

    /**
     * What an object that was sent is read as, before anything is filled in. Of what server-side apply merged it is not asked, which
     * keeps what its manager says.
     */
    default ObjectValue decoded(ObjectValue object) {
        return object;
    }

    /** Fills in what was not given. Applying it twice changes nothing more. */
    default ObjectValue applyDefaults(ObjectValue object) {
        return object;
    }

    /** Drops what a creator may not set (such as {@code status}), and sets what is always so at the start. */
    default ObjectValue prepareForCreate(ObjectValue object) {
        return object;
    }

    /** Puts back what this update may not touch ({@code status} for the main resource, {@code spec} for {@code /status}). */
    default ObjectValue prepareForUpdate(ObjectValue next, ObjectValue current) {
        return next;
    }

    /** Finds what is wrong with an object to be created, with upstream's field paths and messages. Metadata was checked already. */
    default void validate(ObjectValue object, FieldErrors errors) {}

    /** Finds what is wrong with an update; by default the whole of the next object is validated. */
    default void validateUpdate(ObjectValue next, ObjectValue current, FieldErrors errors) {
        validate(next, errors);
    }

    /** Warnings for the client (deprecated fields and the like), after a valid creation. */
    default List<String> warnings(ObjectValue object) {
        return List.of();
    }

    /** Warnings for a client about a new object as it is before it is prepared; given even if it is refused afterwards. */
    default List<String> warningsAboutSent(ObjectValue object) {
        return List.of();
    }

    /** Warnings for the client after a valid update; by default those about the whole of the next object. */
    default List<String> warningsOnUpdate(ObjectValue next, ObjectValue current) {
        return warnings(next);
    }

    /** How names of this kind are checked. */
    default NameRule nameRule() {
        return NameRule.DNS_SUBDOMAIN;
    }

    /** What else is wrong with the name of an object, or with the prefix of one; empty for nothing. */
    default String complaintAboutName(ObjectValue object, String name) {
        return "";
    }

    /** When the metadata is checked, and how far. */
    default MetadataChecks metadataChecks() {
        return MetadataChecks.PLAIN;
    }

    /** Whether an object created without a name gets a unique one instead of being refused (limit ranges). */
    default boolean inventsNames() {
        return false;
    }

    /** Whether a PUT to a name that does not exist creates the object (upstream's AllowCreateOnUpdate). */
    default boolean allowsCreateOnUpdate() {
        return false;
    }

    /** Whether a PUT without resourceVersion is taken (upstream's AllowUnconditionalUpdate). */
    default boolean allowsUnconditionalUpdate() {
        return true;
    }

    /** Whether {@code metadata.generation} counts the changes of the spec; then it starts at 1. */
    default boolean countsGenerations() {
        return false;
    }

    /** Whether a new object has the generation 1; otherwise it has the one that it came with. */
    default boolean startsGenerations() {
        return countsGenerations();
    }

    /** The fields, as dotted paths, whose change counts as a new generation; asked only if generations are counted. */
    default List<String> generationFields() {
        return List.of("spec");
    }

    /** The fields, as dotted paths, that writes by this strategy can't change, so that nobody owns them by such a write. */
    default List<String> resetFields() {
        return List.of();
    }

    /**
     * The seconds that a deletion waits for the one who runs the object, if this kind is deleted gracefully (Pods).
     * Empty: the object is deleted at once, finalizers permitting.
     *
     * @param requested the seconds that the request asks for, empty if it asks for none
     */
    default Optional<Long> gracePeriod(ObjectValue object, Optional<Long> requested) {
        return Optional.empty();
    }

    /** Whether what an object owns stays when its deletion does not say what becomes of it; else it is deleted afterwards. */
    default boolean orphansDependents() {
        return false;
    }

    /** What a client is warned of who does not say what becomes of what an object owns. */
    default Optional<String> orphaningWarning() {
        return Optional.empty();
    }

    /** The finalizers that an object gets when it is deleted: someone has to tidy up behind it. */
    default List<String> deletionFinalizers() {
        return List.of();
    }

    /** What else changes of an object that was marked as being deleted and waits for its finalizers. Applying it twice changes nothing more. */
    default ObjectValue prepareForDelete(ObjectValue marked) {
        return marked;
    }

    /** The rules of a subresource that writes the object ({@code status}, {@code resize}, {@code ephemeralcontainers}, {@code approval}, …). */
    default Strategy subresource(String name) {
        return this;
    }
}
