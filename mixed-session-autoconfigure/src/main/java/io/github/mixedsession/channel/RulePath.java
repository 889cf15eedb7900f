package io.github.mixedsession.channel;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The path of a request as rules see it: parsed like Spring MVC's, without the context
 * path.
 *
 * @param exact what every rule is matched on
 * @param alike other spellings that a secure rule applies to as well
 */
record RulePath(PathContainer exact, List<PathContainer> alike) {

	private static final PathContainer ROOT = PathContainer.parsePath("/");

	// Parsed anew like DispatcherServlet does: a cached path may be that of a forward.
	static RulePath of(HttpServletRequest request) {
		RequestPath path = ServletRequestPathUtils.parse(request);
		PathContainer withinContext = path.subPath(path.contextPath().elements().size());
		PathContainer exact = withinContext.elements().isEmpty() ? ROOT : withinContext;
		List<PathContainer> alike = new ArrayList<>(2);
		addTo(alike, exact);
		addTo(alike, path.pathWithinApplication());
		return new RulePath(exact, alike);
	}

	private static void addTo(List<PathContainer> alike, PathContainer form) {
		for (PathContainer spelling : List.of(form, withoutTrailingSlash(form))) {
			if (!spelling.elements().isEmpty() && !alike.contains(spelling)) {
				alike.add(spelling);
			}
		}
	}

	private static PathContainer withoutTrailingSlash(PathContainer path) {
		int size = path.elements().size();
		boolean trailingSlash = size > 1 && path.elements().get(size - 1) instanceof PathContainer.Separator;
		return trailingSlash ? path.subPath(0, size - 1) : path;
	}

}
