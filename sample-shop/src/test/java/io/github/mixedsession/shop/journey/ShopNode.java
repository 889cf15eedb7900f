package io.github.mixedsession.shop.journey;

/**
 * A shop that is open on two ports.
 */
public interface ShopNode extends AutoCloseable {

	int port(boolean secure);

	@Override
	void close();

}
