/** What the cluster's names mean: pure, from services and slices to DNS records. */
@NullMarked
package dev.mudi.dns.records;

import org.jspecify.annotations.NullMarked;
