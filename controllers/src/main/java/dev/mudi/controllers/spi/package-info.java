/**
 * What a controller is made of: its {@linkplain dev.mudi.controllers.spi.Controller life}, the
 * {@linkplain dev.mudi.controllers.spi.ControllerContext things it is given}, and the
 * {@linkplain dev.mudi.controllers.spi.ControllerLoop loop} that turns changes of informers into calls of its reconciler.
 */
@NullMarked
package dev.mudi.controllers.spi;

import org.jspecify.annotations.NullMarked;
