export type Country = 'GBR' | 'FRA' | 'DEU'

export interface Place {
  readonly country: string
  readonly locale: string
  readonly currency: 'GBP' | 'EUR'
  readonly vatRate: number
  readonly firstNames: readonly string[]
  readonly lastNames: readonly string[]
  readonly streets: readonly string[]
  readonly cities: readonly (readonly [city: string, zip: string])[]
}

export const places: Readonly<Record<Country, Place>> = {
  GBR: {
    country: 'United Kingdom',
    locale: 'en_GB',
    currency: 'GBP',
    vatRate: 20,
    firstNames: ['Amelia', 'Oliver', 'Isla', 'Harry', 'Grace', 'George', 'Freya', 'Alfie', 'Poppy', 'Rhys'],
    lastNames: ['Walker', 'Hughes', 'Bennett', 'Clarke', 'Morgan', 'Turner', 'Ellis', 'Shaw', 'Reid', 'Palmer'],
    streets: ['High Street', 'Station Road', 'Church Lane', 'Mill Lane', 'Victoria Road'],
    cities: [
      ['Leeds', 'LS1 4AP'],
      ['Bristol', 'BS1 5TR'],
      ['York', 'YO1 7HH'],
      ['Cardiff', 'CF10 1EP'],
    ],
  },
  FRA: {
    country: 'France',
    locale: 'fr_FR',
    currency: 'EUR',
    vatRate: 20,
    firstNames: ['Camille', 'Louis', 'Chloé', 'Hugo', 'Manon', 'Jules', 'Léa', 'Adèle', 'Noé', 'Inès'],
    lastNames: ['Moreau', 'Lefèvre', 'Girard', 'Roux', 'Fontaine', 'Chevalier', 'Garnier', 'Faure', 'Blanc', 'Guérin'],
    streets: ['rue de la République', 'rue Victor Hugo', 'avenue Jean Jaurès', 'place du Marché'],
    cities: [
      ['Lyon', '69002'],
      ['Nantes', '44000'],
      ['Lille', '59800'],
      ['Rennes', '35000'],
    ],
  },
  DEU: {
    country: 'Deutschland',
    locale: 'de_DE',
    currency: 'EUR',
    vatRate: 19,
    firstNames: ['Lena', 'Jonas', 'Mia', 'Felix', 'Greta', 'Anton', 'Käthe', 'Moritz', 'Frieda', 'Jörg'],
    lastNames: ['Schäfer', 'Krüger', 'Vogel', 'Böhm', 'Winter', 'Lange', 'Keller', 'Huber', 'Jansen', 'Groß'],
    streets: ['Hauptstraße', 'Bahnhofstraße', 'Gartenweg', 'Lindenallee'],
    cities: [
      ['Köln', '50667'],
      ['Leipzig', '04109'],
      ['Bremen', '28195'],
      ['Ulm', '89073'],
    ],
  },
}

export interface Product {
  readonly sku: string
  readonly title: string
  readonly categoryCode: string
  readonly category: string
  readonly cents: number
}

const category = (
  categoryCode: string,
  name: string,
  articles: readonly (readonly [sku: string, title: string, cents: number])[],
): readonly Product[] => articles.map(([sku, title, cents]) => ({ sku, title, categoryCode, category: name, cents }))

export const products: readonly Product[] = [
  ...category('5110114', 'Coffee Machines', [
    ['MKP000000001101', 'Stainless steel espresso machine', 18999],
    ['MKP000000001102', 'Burr coffee grinder', 7450],
  ]),
  ...category('5120201', 'Lighting', [
    ['MKP000000001203', 'Walnut desk lamp', 3990],
    ['MKP000000001204', 'Paper pendant shade, 40 cm', 2495],
  ]),
  ...category('5130310', 'Bedding', [
    ['MKP000000001305', 'Linen duvet cover, double', 8900],
    ['MKP000000001306', 'Wool throw', 5460],
  ]),
  ...category('5140422', 'Tools', [
    ['MKP000000001407', 'Cordless drill 18 V', 11900],
    ['MKP000000001408', 'Set of 12 wood chisels', 4725],
  ]),
  ...category('5150533', 'Bicycles', [
    ['MKP000000001509', "Children's bicycle, 16 inch", 15900],
    ['MKP000000001510', 'Bicycle lock', 2799],
  ]),
  ...category('5160644', 'Cookware', [
    ['MKP000000001611', 'Cast iron pan, 28 cm', 4250],
    ['MKP000000001612', 'Chef’s knife', 6210],
  ]),
]

/** A name as it would stand in an address: lower case, without accents. */
export const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replaceAll(/[^a-z]/g, '')
