/**
 * The values that are not in memory, and how they leave it.
 *
 * <p>A value is in memory when it is written. Some time later {@link dev.mudi.etcd.values.Values} writes it into a file that
 * has nothing to do with durability: the log and the snapshots are what a store is made of again, and these files are deleted
 * when it starts. A snapshot holds all values anyway: when one is written the values are moved there, and all files that held
 * them before are given back. So what is kept twice is only what was written since the last snapshot, however many updates
 * there are.
 *
 * <p>In come the states that were committed and the snapshots that were written; what goes out is that versions
 * ({@link dev.mudi.etcd.state.Version}) say another {@link dev.mudi.etcd.state.Home} of their value. Readers use no lock: they
 * find the old home or the new one, and one that was closed in between sends them to look again.
 */
@NullMarked
package dev.mudi.etcd.values;

import org.jspecify.annotations.NullMarked;
