/**
 * Who may do what with which keys: etcd's users, roles and permissions. No I/O, no clock, no thread.
 *
 * <p>In come {@linkplain dev.mudi.etcd.auth.AuthChange changes}, which the log holds as it holds writes; out comes the next
 * {@link dev.mudi.etcd.auth.AuthState}, part of the store's state and of its snapshots. {@link dev.mudi.etcd.auth.AccessCheck}
 * says whether a {@linkplain dev.mudi.etcd.auth.Caller caller} may run a request. The rules are those of etcd's server
 * (its documentation, "Role-based access control").
 */
@NullMarked
package dev.mudi.etcd.auth;

import org.jspecify.annotations.NullMarked;
