/**
 * What fails under the shop, while visitors shop.
 */
@NullMarked
package io.github.mixedsession.shop.fault;

import org.jspecify.annotations.NullMarked;
