/**
 * Who may do what. In comes {@link dev.mudi.apiserver.Authorizer.Attributes}, out goes a decision with its reason.
 *
 * <p>{@link dev.mudi.apiserver.authorization.UnionAuthorizer} asks in upstream's order: masters may everything; nodes what
 * {@link dev.mudi.apiserver.authorization.NodeAuthorizer} lets them, which is what concerns their own pods; everybody what
 * {@link dev.mudi.apiserver.authorization.RbacAuthorizer} finds in roles and bindings. Both keep a view of the objects they judge
 * by, fed by the watch cache ({@link dev.mudi.apiserver.ObjectSource}), so that a decision does no I/O.
 *
 * <p>{@link dev.mudi.apiserver.authorization.BootstrapPolicy} holds upstream's default roles and bindings, and puts back at each
 * start what is missing; {@link dev.mudi.apiserver.authorization.EscalationCheck} keeps users from granting what they don't have;
 * {@link dev.mudi.apiserver.authorization.AuthorizationReviews} answers the questions of the authorization API.
 */
@NullMarked
package dev.mudi.apiserver.authorization;

import org.jspecify.annotations.NullMarked;
