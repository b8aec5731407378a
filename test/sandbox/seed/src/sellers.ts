import type { MarketplaceId } from './customers.js'
import type { Country } from './words.js'

export interface Seller {
  readonly id: number
  readonly marketplace: MarketplaceId
  readonly name: string
  readonly country: Country
  readonly state: 'OPEN' | 'SUSPENDED' | 'CLOSE' | 'TERMINATED'
  readonly isPremium: boolean
  /** Null while nobody has bought: the shop is new, and all its metrics are null or 0. */
  readonly grade: number | null
  /** Its metrics change from step to step, which moves no update date. */
  readonly isDrifting: boolean
  /** Somebody edits the shop at step 2, which does. */
  readonly isEdited: boolean
}

const seller = (id: number, name: string, country: Country, traits: Partial<Seller> = {}): Seller => ({
  id,
  marketplace: id < 3000 ? 'north' : 'south',
  name,
  country,
  state: 'OPEN',
  isPremium: false,
  grade: 4.2,
  isDrifting: false,
  isEdited: false,
  ...traits,
})

export const sellers: readonly Seller[] = [
  seller(2001, 'Harbour & Hearth', 'GBR', { isPremium: true, grade: 4.8, isDrifting: true }),
  seller(2002, 'Atelier Lumen', 'FRA', { grade: 4.4, isDrifting: true }),
  seller(2003, 'Pennine Tools', 'GBR', { isEdited: true }),
  seller(2004, 'Maison du Café', 'FRA', { isPremium: true, grade: 4.6 }),
  seller(2005, 'Quick Bazaar', 'GBR', { state: 'SUSPENDED', grade: 2.1 }),
  seller(2006, 'Old Mill Linens', 'GBR', { state: 'CLOSE', grade: 3.9 }),
  seller(2007, 'Little Spokes', 'GBR', { grade: null }),
  seller(3001, 'Küchenwerk', 'DEU', { isPremium: true, grade: 4.7, isDrifting: true }),
  seller(3002, 'Radhaus Leipzig', 'DEU', { grade: 4.1 }),
  seller(3003, 'Nordlicht Leuchten', 'DEU', { grade: 3.6, isDrifting: true }),
  seller(3004, 'Alpenwolle', 'DEU', { state: 'TERMINATED', grade: 3.2 }),
  seller(3005, 'Werkstatt Neu', 'DEU', { grade: null }),
]

/** Those of a marketplace whom customers have bought from. */
export const sellersIn = (marketplace: MarketplaceId, state: string): readonly Seller[] =>
  sellers.filter((each) => each.marketplace === marketplace && each.state === state && each.grade !== null)
