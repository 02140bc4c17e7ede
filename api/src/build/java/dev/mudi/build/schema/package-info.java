/**
 * The generator of the schemas (decision D2). It runs in the build of this module, straight from source, before anything is compiled.
 *
 * <p>In come the source jars of the official Java client, {@code client-java-api} (names, types, required flags, descriptions) and
 * {@code client-java-proto} (numbers, list types, merge keys, defaults, special types), the table of resources, and the
 * small tables of what the two lack; out go two compact resources for the class path, {@code schemas.bin} and
 * {@code descriptions.bin}. What cannot be decided ends the build with the name of the type and field.
 */
package dev.mudi.build.schema;
