/**
 * What Spring Session's own tests ask of a repository, of its filter and of its registry,
 * asked of ours.
 */
@NullMarked
package io.github.mixedsession.springsession;

import org.jspecify.annotations.NullMarked;
