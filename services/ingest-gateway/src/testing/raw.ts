/** An order as OR11 answers it; only what a test is about is said. */
export const rawOrder = (fields: object = {}): object => ({
  order_id: 'O1-A',
  commercial_id: 'O1',
  order_state: 'SHIPPING',
  created_date: '2026-03-01T10:00:00Z',
  last_updated_date: '2026-03-01T10:00:00Z',
  currency_iso_code: 'EUR',
  order_tax_mode: 'TAX_INCLUDED',
  price: 10,
  shipping_price: 0,
  total_price: 10,
  customer: { customer_id: 'c-1', email: 'ada@example.org', firstname: 'Ada' },
  order_lines: [],
  ...fields,
})

/** A return as RT11 answers it. */
export const rawReturn = (fields: object = {}): object => ({
  id: 'R1',
  order_id: 'O1-A',
  state: 'OPENED',
  date_created: '2026-03-02T10:00:00Z',
  last_updated: '2026-03-02T10:00:00Z',
  return_lines: [],
  ...fields,
})

/** A shop as S20 answers it. */
export const rawShop = (fields: object = {}): object => ({
  shop_id: 7,
  shop_name: 'Shop',
  shop_state: 'OPEN',
  last_updated_date: '2026-03-01T10:00:00Z',
  ...fields,
})

/** A checkout as a storefront posts it. */
export const rawSalesOrder = (fields: object = {}): object => ({
  commercial_id: 'C1',
  email: 'ada@example.org',
  customer_id: 's-1',
  phone: '+33 1 23 45 67 89',
  locale: 'fr_FR',
  placed_at: '2026-03-01T10:00:00Z',
  consent: {
    is_granted: true,
    text: 'Tell me about offers',
    at: '2026-03-01T10:00:00Z',
    url: 'https://shop.example.com/checkout',
    ip: '192.0.2.1',
    user_agent: 'Mozilla/5.0',
  },
  ...fields,
})
