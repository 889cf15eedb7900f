/**
 * A self-signed certificate, made when the shop first starts.
 */
@NullMarked
package io.github.mixedsession.shop.certificate;

import org.jspecify.annotations.NullMarked;
