package io.github.mixedsession.shop.order;

import java.time.Instant;
import java.util.List;

import io.github.mixedsession.shop.catalog.Price;
import org.jspecify.annotations.Nullable;

/**
 * An order that was placed.
 *
 * @param number the number that the customer is told
 * @param placedAt when it was placed
 * @param customer the user's name, {@code null} for a visitor who did not log in
 * @param recipient who gets the parcel
 * @param cardLastFour the last four digits of the card
 * @param total what it cost
 * @param lines what was ordered
 */
public record Order(String number, Instant placedAt, @Nullable String customer, String recipient, String cardLastFour,
		Price total, List<OrderLine> lines) {
}
