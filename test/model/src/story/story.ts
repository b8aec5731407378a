/** Shoppers 0 to 3, each with an address at home and one at work. */
export const shoppers = 4
/** Home of 0, work of 0, home of 1, … */
export const addresses = shoppers * 2

export const homeOf = (shopper: number): number => shopper * 2
export const addressOf = (nth: number): string =>
  `shopper${Math.floor(nth / 2)}${nth % 2 === 0 ? '' : '.work'}@example.com`
export const customerOf = (shopper: number): string => `C-${shopper}`

export const deeds = [
  'ship',
  'deliver',
  'open-incident',
  'close-incident',
  'open-return',
  'end-return',
  'request-refund',
  'pay-refund',
] as const
/** What befalls an order in Mirakl. */
export type Deed = (typeof deeds)[number]

/** One thing that happens. Orders are counted as they are placed, and round again where there are fewer. */
export type Step =
  /** The customer id is the buyer's; the address may be anybody's, which makes two people one, or a relay's. */
  | { readonly is: 'order'; readonly buyer: number; readonly shows: number | 'relay'; readonly lines: number }
  | { readonly is: 'deed'; readonly order: number; readonly deed: Deed }
  | { readonly is: 'opt-out'; readonly address: number }
  | { readonly is: 'opt-in'; readonly address: number }
  /** The storefront tells who paid for the checkout of an order, and what they agreed to. */
  | { readonly is: 'storefront'; readonly order: number; readonly address: number; readonly agreed: Agreed }
  /** Nothing happens until everything has been read and written. */
  | { readonly is: 'calm' }
  /** `kill -9`, and a start. */
  | { readonly is: 'restart' }
  | { readonly is: 'jump'; readonly hours: number }

export type Agreed = 'yes' | 'no' | 'unasked'
export type Story = readonly Step[]
export type Placed = Extract<Step, { is: 'order' }>

export const placedIn = (story: Story): readonly Placed[] => story.filter((step) => step.is === 'order')
