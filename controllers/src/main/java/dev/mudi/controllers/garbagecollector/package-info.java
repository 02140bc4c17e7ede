/**
 * Deletes what nobody owns any more, and carries out how an owner's deletion treats its dependents: in the background,
 * in the foreground, or orphaning them.
 *
 * <p>In come the metadata of all objects of all resources that can be deleted, from informers that other controllers use
 * too where there are such. {@link dev.mudi.controllers.garbagecollector.DependencyGraph} keeps who depends on whom, and
 * nothing about objects that have no owner. {@link dev.mudi.controllers.garbagecollector.Verdict} decides. Out go
 * deletions and patches of owner references and finalizers. Rules: Kubernetes reference, "Garbage Collection", and
 * upstream's {@code pkg/controller/garbagecollector}.
 */
@NullMarked
package dev.mudi.controllers.garbagecollector;

import org.jspecify.annotations.NullMarked;
