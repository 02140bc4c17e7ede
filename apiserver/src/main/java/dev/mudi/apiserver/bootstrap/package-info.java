/**
 * What a cluster holds from the first moment: upstream's default roles and bindings, flow schemas and priority levels, priority
 * classes and API services, as data. At each start {@link dev.mudi.apiserver.bootstrap.BootstrapObjects} creates what is missing; roles
 * and bindings are also completed, as upstream's reconciliation does, unless they are marked not to be. While it runs a server keeps what says so: the endpoints of the service {@code kubernetes}
 * ({@link dev.mudi.apiserver.bootstrap.ServerEndpoints}) and its lease ({@link dev.mudi.apiserver.bootstrap.ServerIdentity}).
 */
@NullMarked
package dev.mudi.apiserver.bootstrap;

import org.jspecify.annotations.NullMarked;
