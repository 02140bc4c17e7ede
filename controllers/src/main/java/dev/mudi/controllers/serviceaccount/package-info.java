/**
 * Gives every namespace its default service account, and to secrets of type service-account-token the token they ask
 * for (upstream: {@code pkg/controller/serviceaccount}).
 */
@NullMarked
package dev.mudi.controllers.serviceaccount;

import org.jspecify.annotations.NullMarked;
