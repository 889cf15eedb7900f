// Keeps the page up to date. What it asks for every two seconds has no session on the server: a look at the session
// over the other channel would make it cross, and every look would keep it alive. Only when something is new, and the
// session is on HTTPS with this page, it asks for what was inside.
(() => {
	const state = document.getElementById("wire-state");
	const live = () => document.getElementById("wire-live");
	if (!live()) {
		return;
	}

	const fetchLive = async (path) => {
		const response = await fetch(path, { cache: "no-store", redirect: "error" });
		if (!response.ok) {
			return null;
		}
		const page = new DOMParser().parseFromString(await response.text(), "text/html");
		return page.getElementById("wire-live");
	};

	const replace = (fresh, id) => {
		const before = document.getElementById(id);
		const after = fresh.querySelector("#" + id);
		if (before && after) {
			const position = before.querySelector(".wire-list")?.scrollTop;
			before.replaceWith(after);
			after.querySelector(".wire-list")?.scrollTo(0, position || 0);
		}
	};

	const show = (fresh) => {
		// While the session is on HTTP, what was inside of HTTPS stays as it is: nothing comes to it.
		const kept = document.querySelector(".wire-inside") && !fresh.querySelector(".wire-inside");
		["wire-http", "wire-turns", "wire-replayed"].concat(kept ? [] : ["wire-https"]).forEach((id) => replace(fresh, id));
		live().dataset.version = fresh.dataset.version;
	};

	const refresh = async () => {
		let fresh = await fetchLive(live().dataset.live);
		if (!fresh) {
			state.textContent = "Your id was replaced elsewhere, or the ten minutes are over: load the page again.";
			return;
		}
		state.textContent = "Live.";
		if (fresh.dataset.version === live().dataset.version) {
			return;
		}
		if (location.protocol === "https:" && fresh.dataset.side === "SECURE") {
			fresh = (await fetchLive(live().dataset.own)) || fresh;
		}
		show(fresh);
	};

	setInterval(() => {
		if (!document.hidden) {
			refresh().catch(() => {
				state.textContent = "The shop does not answer.";
			});
		}
	}, 2000);
})();
