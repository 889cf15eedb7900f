package io.github.mixedsession.http;

import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The path of a request, parsed like Spring MVC's, without the context path. Immutable.
 * <p>
 * Internal: for the channel rules.
 *
 * @param exact what is dispatched on
 * @param alike the spellings under which an application may serve the same
 */
public record PathSpellings(PathContainer exact, List<PathContainer> alike) {

	private static final PathContainer ROOT = PathContainer.parsePath("/");

	/**
	 * Returns the spellings of a request's path. Parsed anew like DispatcherServlet does:
	 * a cached path may be that of a forward.
	 * @param request the request
	 * @return the spellings
	 */
	public static PathSpellings of(HttpServletRequest request) {
		RequestPath path = ServletRequestPathUtils.parse(request);
		PathContainer withinContext = path.subPath(path.contextPath().elements().size());
		PathContainer exact = withinContext.elements().isEmpty() ? ROOT : withinContext;
		List<PathContainer> alike = new ArrayList<>(2);
		addTo(alike, exact);
		addTo(alike, path.pathWithinApplication());
		return new PathSpellings(exact, alike);
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
