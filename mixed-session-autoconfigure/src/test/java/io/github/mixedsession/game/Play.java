package io.github.mixedsession.game;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.game.Exchange.Seen;

/**
 * A request under way on this thread: what the beans of the nodes ask for store and time,
 * and whom they tell.
 */
final class Play {

	private static final ThreadLocal<@Nullable Play> CURRENT = new ThreadLocal<>();

	final World world;

	final Hit hit;

	/** Runs before each call of the store, told how many there were. */
	private final StoreHook hook;

	final List<Object> events = new ArrayList<>();

	@Nullable Seen seen;

	boolean faulted;

	/**
	 * Whether the store failed before the answer was made. After it, all that is left is
	 * to write that the ids of the request have arrived.
	 */
	boolean faultedInTime;

	private int storeCalls;

	Play(World world, Hit hit, StoreHook hook) {
		this.world = world;
		this.hit = hit;
		this.hook = hook;
	}

	static Play current() {
		return Objects.requireNonNull(CURRENT.get());
	}

	static @Nullable Play find() {
		return CURRENT.get();
	}

	void begin() {
		CURRENT.set(this);
	}

	void end() {
		CURRENT.remove();
	}

	void beforeStoreCall() {
		this.hook.before(this, this.storeCalls++);
	}

	/**
	 * Takes note that the store fails.
	 */
	void fault() {
		this.faulted = true;
		this.faultedInTime |= StackWalker.getInstance()
			.walk((frames) -> frames.noneMatch((frame) -> frame.getMethodName().equals("confirmAtLast")));
	}

	interface StoreHook {

		/** Lets every call through. */
		StoreHook NONE = (play, call) -> {
		};

		void before(Play play, int call);

	}

}
