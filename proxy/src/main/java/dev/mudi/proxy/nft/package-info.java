/**
 * Rules for nftables, laid out as upstream's nftables mode lays them out, so that its documentation and people's habits
 * hold: verdict maps {@code service-ips} and {@code service-nodeports} lead to a chain a service port.
 *
 * <p>{@link dev.mudi.proxy.nft.ServiceRules} is what one service port needs, computed purely;
 * {@link dev.mudi.proxy.nft.Ruleset} remembers what the kernel has and makes the transaction from there to what is wanted;
 * {@link dev.mudi.proxy.nft.NftTable} hands transactions to the kernel.
 */
@NullMarked
package dev.mudi.proxy.nft;

import org.jspecify.annotations.NullMarked;
