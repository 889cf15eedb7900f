package io.github.mixedsession.autoconfigure;

import java.util.List;

import io.github.mixedsession.AttributeVisibility;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.attribute.AttributeVisibilities;

/**
 * Checks the lists of attribute names against each other.
 */
final class AttributeVisibilitiesFactory {

	private static final String PREFIX = "mixed-session.attributes.";

	private AttributeVisibilitiesFactory() {
	}

	static AttributeVisibilities create(MixedSessionProperties.Attributes attributes) {
		if (attributes.defaultVisibility() == AttributeVisibility.PER_CHANNEL) {
			throw new MisconfigurationException(PREFIX + "default-visibility", "per-channel",
					"would take every attribute from the visitor at each crossing",
					"Set it to shared or secure, and list what each channel has of its own in " + PREFIX
							+ "per-channel.");
		}
		refuseCommon("shared", attributes.shared(), "secure", attributes.secure());
		refuseCommon("shared", attributes.shared(), "per-channel", attributes.perChannel());
		refuseCommon("per-channel", attributes.perChannel(), "secure", attributes.secure());
		return new AttributeVisibilities(attributes.defaultVisibility(), attributes.shared(), attributes.secure(),
				attributes.perChannel());
	}

	private static void refuseCommon(String property, List<String> names, String otherProperty,
			List<String> otherNames) {
		for (String name : names) {
			if (otherNames.contains(name)) {
				throw new MisconfigurationException("The attribute '" + name + "' is listed in " + PREFIX + property
						+ " and in " + PREFIX + otherProperty + ": it can't be both.",
						"Remove it from one of the lists.");
			}
		}
	}

}
