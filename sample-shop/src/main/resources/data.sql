insert into product (sku, shelf_position, name, tagline, description, price_cents)
select v.sku, v.shelf_position, v.name, v.tagline, v.description, v.price_cents
from (values
	('mug', 1, 'Stoneware mug', 'Holds a long morning',
		'Thrown by hand and glazed twice, inside and out. A generous 380 ml with a handle that takes three fingers and no nonsense. Dishwasher safe.', 1800),
	('teapot', 2, 'Round teapot', 'Pours without a drip',
		'Enough for four cups, with a lid that stays where it is and a spout that knows when to stop. The strainer is built in.', 4200),
	('notebook', 3, 'Dot-grid notebook', 'For what is not a file yet',
		'One hundred and ninety-two pages of heavy dotted paper that lie flat from the first day. Thread-sewn, with a ribbon and an elastic.', 1450),
	('padlock', 4, 'Brass padlock', 'For the shed, or for show',
		'Solid brass that only gets better with age, a hardened shackle, and two keys: one to use and one to lose.', 2400),
	('lamp', 5, 'Desk lamp', 'Warm light, small footprint',
		'A steel shade on an oak stem with a dimmer that you find in the dark. Comes with a warm bulb that lasts for years.', 7900),
	('tote', 6, 'Canvas tote', 'Carries more than it admits',
		'Undyed organic canvas, long handles for the shoulder and an inside pocket for the keys. Washable.', 1600),
	('plant', 7, 'Rubber plant', 'Asks for very little',
		'A young Ficus elastica in a terracotta pot, about 40 cm tall. Water it on Sundays, tell it your plans, and keep it out of the noon sun.', 2900),
	('candle', 8, 'Beeswax candle', 'Forty hours of quiet',
		'Pure beeswax in a glass that becomes a tumbler afterwards. It smells of honey and of nothing else.', 1250),
	('umbrella', 9, 'Walking umbrella', 'Rain is just weather',
		'Eight fibreglass ribs that turn out and back again in the wind, a canopy for one and a half, and a beech handle.', 3900)
) as v (sku, shelf_position, name, tagline, description, price_cents)
where not exists (select 1 from product p where p.sku = v.sku);
