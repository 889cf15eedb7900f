package io.github.mixedsession.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.autoconfigure.MixedSessionProperties;
import io.github.mixedsession.autoconfigure.StoreType;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.AttributesDescriptor;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.ChannelDescriptor;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.CookieDescriptor;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.EncryptionDescriptor;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.RotationDescriptor;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.RuleDescriptor;
import io.github.mixedsession.autoconfigure.actuate.MixedSessionDescriptor.TimeoutDescriptor;
import io.github.mixedsession.channel.ChannelRules;
import io.github.mixedsession.http.ConnectorPorts;
import io.github.mixedsession.session.PolicyContext;
import io.github.mixedsession.session.SessionSettings;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.web.CookieSettings;

/**
 * What is in effect, taken from the parts that act on it rather than from the properties
 * wherever they can be asked.
 *
 * @param properties the properties
 * @param rules the channel rules
 * @param ports the ports of the server
 * @param policy the durations and switches of the policy, and what it seals
 * @param keyed whether the application has keys
 * @param cookies the names of the cookies
 * @param store the store
 * @param strictTransportSecurity tells whether HSTS is on
 */
record EffectiveConfiguration(MixedSessionProperties properties, ChannelRules rules, ConnectorPorts ports,
		PolicyContext policy, boolean keyed, CookieSettings cookies, SessionStore store,
		StrictTransportSecurity strictTransportSecurity) {

	MixedSessionDescriptor describe() {
		MixedSessionProperties.Attributes attributes = this.properties.attributes();
		SessionSettings settings = this.policy.settings();
		return new MixedSessionDescriptor(channel(this.properties.channel()),
				new AttributesDescriptor(DecisionDescriptor.text(attributes.defaultVisibility()), attributes.shared(),
						attributes.secure(), attributes.perChannel(), this.policy.codecs().areSecureValuesSealed()),
				new EncryptionDescriptor(this.keyed),
				new CookieDescriptor(this.cookies.insecureName(), this.cookies.secureName(),
						this.cookies.maxAge().isNegative() ? null : this.cookies.maxAge(),
						this.properties.cookie().hideFromApplication(),
						this.properties.store() == StoreType.COOKIE && this.properties.cookie().ledger()),
				new RotationDescriptor(settings.grace(),
						settings.endSessionOnSecureIdReuse() ? "end-session" : "report"),
				new TimeoutDescriptor(settings.timeout(), settings.secureIdle(), settings.secureAbsolute()),
				settings.writeInterval(), this.properties.include(), this.properties.exclude(),
				this.store.getClass().getName());
	}

	private ChannelDescriptor channel(MixedSessionProperties.ChannelProperties channel) {
		return new ChannelDescriptor(this.rules.describe().stream().map(RuleDescriptor::of).toList(),
				this.policy.settings().staySecure(), DecisionDescriptor.text(channel.credentialsOverHttp()),
				DecisionDescriptor.text(channel.passwordPages()), this.strictTransportSecurity.isSent(),
				port(this.ports.httpPort()), port(this.ports.httpsPort()), channel.httpBaseUrl(),
				channel.httpsBaseUrl(), channel.allowedHosts());
	}

	private static @Nullable Integer port(int port) {
		return (port > 0) ? port : null;
	}

}
