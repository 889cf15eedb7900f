/**
 * What every page shows around its content.
 */
@NullMarked
package io.github.mixedsession.shop.layout;

import org.jspecify.annotations.NullMarked;
