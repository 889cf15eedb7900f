/**
 * What is this machine's own, and so in no repository: a self-signed certificate and a
 * key for session cookies, made when the shop first starts, and the machine's names.
 */
@NullMarked
package io.github.mixedsession.shop.certificate;

import org.jspecify.annotations.NullMarked;
