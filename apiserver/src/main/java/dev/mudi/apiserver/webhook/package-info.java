/**
 * Calls of webhooks: what an administrator has named by URL or by service is sent a review over HTTPS, and answers with one. Who calls
 * knows what a review says; here is how it gets there: where a service is reached, which certificates are believed, how long it may take.
 */
@NullMarked
package dev.mudi.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
