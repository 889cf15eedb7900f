/**
 * What the attributes of sessions are: who may see them, told by name and by type, and
 * how their values become bytes.
 */
@NullMarked
package io.github.mixedsession.attribute;

import org.jspecify.annotations.NullMarked;
