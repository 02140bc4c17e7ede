/** What the controllers of endpoints share: which pods are behind a service, under which ports, and what changes that. */
@NullMarked
package dev.mudi.controllers.services;

import org.jspecify.annotations.NullMarked;
