/**
 * Rules of custom resources: {@code x-kubernetes-validations} in the schema of a CustomResourceDefinition (Kubernetes documentation,
 * "Validation rules", and the reference of CustomResourceDefinition).
 *
 * <p><b>Concepts.</b> A rule stands at some place of a schema and must be true for each value there. It sees the value as {@code self};
 * properties are fields under their escaped names ({@link dev.mudi.api.cel.schema.Escaping}). A rule that also uses {@code oldSelf} is a
 * transition rule: it is looked at only when there is a value before that corresponds to this one, or, with {@code optionalOldSelf},
 * always, and then {@code oldSelf} is an optional. Items correspond in lists of type map by their keys, fields and entries by their
 * names; other lists are one value as a whole. {@code message} or {@code messageExpression} say what is wrong, {@code reason} which kind of
 * error it is, {@code fieldPath} at which field below it is shown.
 *
 * <p><b>What comes in.</b> When a definition is written, {@link dev.mudi.api.cel.schema.RuleValidation} compiles its rules, estimates
 * what they cost at most with the sizes that the schema allows ({@link dev.mudi.api.cel.schema.DeclaredType}), and complains. When a
 * resource is written, {@link dev.mudi.api.cel.schema.Rules} evaluates them, within a budget for the whole resource.
 * {@link dev.mudi.api.cel.schema.Correlation} knows what of a resource an update left as it was: of that, complaints are dropped
 * (ratcheting, KEP-4008), but for transition rules.
 */
@NullMarked
package dev.mudi.api.cel.schema;

import org.jspecify.annotations.NullMarked;
