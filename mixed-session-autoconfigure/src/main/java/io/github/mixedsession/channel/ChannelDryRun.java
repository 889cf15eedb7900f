package io.github.mixedsession.channel;

/**
 * Says what {@link ChannelEnforcementFilter} would do with a request, without doing it:
 * nothing is looked up, written or logged. Thread-safe.
 * <p>
 * Not foreseen: what depends on a visitor. A session may have to stay on HTTPS, a client
 * that was redirected to HTTP again and again is served over HTTPS, and a response may
 * have headers already that leave no room for a long URL.
 * <p>
 * Internal: for the endpoint, and for the search for paths of logins.
 */
public final class ChannelDryRun {

	private final ChannelJudge judge;

	/**
	 * Create a dry run.
	 * @param rules decide what a request requires
	 * @param targets where to redirect to
	 */
	public ChannelDryRun(ChannelRules rules, RedirectTargets targets) {
		this.judge = new ChannelJudge(rules, targets);
	}

	/**
	 * Says what would happen to a request.
	 * @param hypothetical the request
	 * @return what would happen
	 */
	public ChannelVerdict run(HypotheticalRequest hypothetical) {
		return this.judge.judge(hypothetical.asServletRequest(), (request, roles) -> hypothetical.hasAnyRole(roles),
				() -> 0);
	}

}
