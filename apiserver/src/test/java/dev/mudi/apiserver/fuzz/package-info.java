/**
 * A fuzz test of the whole server in process: Jazzer mutates requests, guided by what they reach, and every answer has to be a good
 * one or a Status of a refusal, in bounded time and memory. {@code FuzzTest} runs it for a while in a JVM of its own;
 * {@code -Dmudi.fuzz.seconds=3600} makes that longer. A finding becomes a test where the defect was.
 */
package dev.mudi.apiserver.fuzz;
