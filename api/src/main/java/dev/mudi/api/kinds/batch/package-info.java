/** The kinds of the group batch: jobs and cron jobs. */
@NullMarked
package dev.mudi.api.kinds.batch;

import org.jspecify.annotations.NullMarked;
