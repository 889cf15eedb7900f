/**
 * A {@link io.github.mixedsession.store.SessionStore} in a relational database, for H2,
 * PostgreSQL, MariaDB and MySQL.
 */
@NullMarked
package io.github.mixedsession.store.jdbc;

import org.jspecify.annotations.NullMarked;
