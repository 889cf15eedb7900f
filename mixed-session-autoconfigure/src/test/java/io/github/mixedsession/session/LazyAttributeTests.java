package io.github.mixedsession.session;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Only what is read is deserialised, and only what is set is serialised and written.
 */
class LazyAttributeTests {

	private static final List<Integer> READ = new ArrayList<>();

	private static final List<Integer> WRITTEN = new ArrayList<>();

	private final TestSite site = new TestSite();

	private final TestBrowser visitor = this.site.browser();

	@BeforeEach
	void fill() {
		TestSessionRequest request = this.visitor.http();
		ViewedSession session = request.create();
		for (int i = 0; i < 50; i++) {
			session.setAttribute("value" + i, new Value(i));
		}
		request.finish();
		READ.clear();
		WRITTEN.clear();
	}

	@Test
	void onlyWhatIsReadIsDeserialisedAndOnce() {
		TestSessionRequest request = this.visitor.http();
		ViewedSession session = request.load();
		assertThat(READ).isEmpty();
		assertThat(session.<Value>getAttribute("value7")).isSameAs(session.<Value>getAttribute("value7"));
		request.finish();
		assertThat(READ).containsExactly(7);
		assertThat(WRITTEN).isEmpty();
	}

	@Test
	void whoListsTheNamesOverHttpsReadsNoValue() {
		TestSessionRequest request = this.visitor.https();
		assertThat(request.load().getAttributeNames()).hasSize(50);
		request.finish();
		assertThat(READ).isEmpty();
	}

	@Test
	void whoListsTheNamesOverHttpHasTheTypesLookedAtOnce() {
		ViewedSession session = this.visitor.http().load();
		assertThat(session.getAttributeNames()).hasSize(50);
		assertThat(session.getAttributeNames()).hasSize(50);
		assertThat(READ).hasSize(50);
	}

	@Test
	void whoListsTheNamesOverHttpIsNotTroubledByAValueThatCannotBeRead() {
		this.visitor.http().set("value7", new Value(Value.UNREADABLE)).finish();
		assertThat(this.visitor.http().load().getAttributeNames()).hasSize(49).doesNotContain("value7");
	}

	@Test
	void onlyWhatIsSetIsWritten() {
		TestSessionRequest request = this.visitor.http();
		request.load();
		request.set("value7", new Value(107)).finish();
		assertThat(WRITTEN).containsExactly(107);
		assertThat(READ).isEmpty();
	}

	@Test
	void valueThatIsMutatedInPlaceIsWrittenWhenItIsSetAgain() {
		TestSessionRequest forgetful = this.visitor.http();
		forgetful.load().<Value>getAttribute("value7").number = 1;
		forgetful.finish();
		assertThat(WRITTEN).isEmpty();
		TestSessionRequest careful = this.visitor.http();
		Value value = careful.load().getAttribute("value7");
		assertThat(value.number).isEqualTo(7);
		value.number = 2;
		careful.set("value7", value).finish();
		assertThat(WRITTEN).containsExactly(2);
		assertThat(this.visitor.http().load().<Value>getAttribute("value7").number).isEqualTo(2);
	}

	private static final class Value implements Serializable {

		@Serial
		private static final long serialVersionUID = 1;

		private static final int UNREADABLE = -1;

		private int number;

		Value(int number) {
			this.number = number;
		}

		@Serial
		private void writeObject(ObjectOutputStream out) throws IOException {
			WRITTEN.add(this.number);
			out.defaultWriteObject();
		}

		@Serial
		private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
			in.defaultReadObject();
			if (this.number == UNREADABLE) {
				throw new InvalidObjectException("What it was is gone");
			}
			READ.add(this.number);
		}

	}

}
