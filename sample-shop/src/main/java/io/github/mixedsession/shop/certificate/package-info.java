/**
 * What must not be in a repository, and is made when the shop first starts: a self-signed
 * certificate, and a key for session cookies.
 */
@NullMarked
package io.github.mixedsession.shop.certificate;

import org.jspecify.annotations.NullMarked;
