package io.github.mixedsession.store.jdbc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.mixedsession.MisconfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TableNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "MIXED_SESSION", "s", "_s1", "shop.visits", "Shop_1.Visits_2",
			"a23456789012345678901234567890123456789012345678" })
	void nameThatIsAnIdentifierNamesBothTables(String name) {
		assertThat(TableNames.of(name)).isEqualTo(new TableNames(name, name + "_ATTRIBUTE"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "1s", "a b", "a;DROP TABLE x", "a-b", "a.b.c", ".a", "a.", "\"a\"", "`a`", "a\n",
			"\u00e4", "a'", "a234567890123456789012345678901234567890123456789" })
	void nameThatIsNoIdentifierIsRefused(String name) {
		assertThatExceptionOfType(MisconfigurationException.class).isThrownBy(() -> TableNames.of(name))
			.withMessageContaining("mixed-session.jdbc.table-name")
			.withMessageContaining("[schema.]name");
	}

}
