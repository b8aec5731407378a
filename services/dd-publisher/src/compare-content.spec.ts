import { contactFields, type ContactFieldValues } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differingFields, differingPlaces } from './compare-content.js'

const name = fc.stringMatching(/^[a-z]{1,6}$/)
const instant = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2060-01-01T00:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString())
const leaf = fc.oneof(
  instant,
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => `x${text}`),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.boolean(),
)
const part = fc.dictionary(name, leaf, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
const record = fc.dictionary(name, fc.oneof(leaf, part, fc.array(part, { minLength: 1, maxLength: 3 })), {
  minKeys: 1,
  maxKeys: 5,
  noNullPrototype: true,
})

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** The ways in which an instant may come back. */
const spellings: readonly ((instant: string) => string)[] = [
  (at) => at,
  (at) => at.replace('Z', '+00:00'),
  (at) => at.replace('Z', ''),
  (at) => at.replace('T', ' ').replace('Z', '000'),
  (at) => at.replace(/\.000Z$/, 'Z'),
]

/** The same content as Dotdigital may tell it: other spellings, another order, and words for nothing. */
const retold = (value: unknown, choose: () => number): unknown => {
  if (typeof value === 'string' && shape.test(value)) return spellings[choose() % spellings.length]?.(value)
  if (Array.isArray(value)) return value.map((inner) => retold(inner, choose))
  if (typeof value !== 'object' || value === null) return value
  const told = Object.entries(value).map(([key, inner]) => [key, retold(inner, choose)] as const)
  const nothing = [null, '', []][choose() % 4]
  return Object.fromEntries([...told.toReversed(), ...(nothing === undefined ? [] : [['NOTHING', nothing] as const])])
}

interface Place {
  readonly path: string
  readonly alter: (root: unknown) => unknown
}

const altered = (value: unknown): unknown => {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value === 0 ? 1 : -value
  if (typeof value === 'string' && shape.test(value)) return new Date(Date.parse(value) + 1_000).toISOString()
  return `${String(value)}!`
}

/** Every place of a value, each with how to alter just that. */
const placesIn = (value: unknown, path = ''): readonly Place[] => {
  if (typeof value !== 'object' || value === null) return [{ path, alter: altered }]
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = Array.isArray(value) ? `${path}[${key}]` : [path, key].filter(Boolean).join('.')
    return placesIn(inner, at).map(({ path: deeper, alter }) => ({
      path: deeper,
      alter: (root: unknown) => {
        if (Array.isArray(root)) return root.map((one: unknown, nth) => (String(nth) === key ? alter(one) : one))
        return { ...(root as object), [key]: alter((root as Readonly<Record<string, unknown>>)[key]) }
      },
    }))
  })
}

describe('records', () => {
  it('are the same however Dotdigital spells what they hold', () => {
    fc.assert(
      fc.property(record, fc.infiniteStream(fc.nat(19)), (written, chances) => {
        const choose = (): number => Number(chances.next().value)
        expect(differingPlaces(written, retold(written, choose) as Record<string, unknown>)).toEqual([])
      }),
    )
  })

  it('that are altered in one place differ in just that place', () => {
    fc.assert(
      fc.property(record, fc.nat(), fc.infiniteStream(fc.nat(19)), (written, where, chances) => {
        const places = placesIn(written)
        const place = places[where % places.length]
        const choose = (): number => Number(chances.next().value)
        const standing = retold(place?.alter(written), choose) as Record<string, unknown>
        expect(differingPlaces(written, standing)).toEqual([place?.path])
      }),
    )
  })

  it('tell of what is missing and of what nobody wrote, by name alone', () => {
    const written = { id: 'N-1', products: [{ price: 1 }, { price: 2 }], items: 2 }
    const standing = { id: 'N-1', products: [{ price: 1 }, { price: 3 }], carrier: 'secret' }

    expect(differingPlaces(written, standing)).toEqual(['products[1].price', 'items', 'carrier'])
  })

  it('do not differ in what may lag behind', () => {
    expect(differingPlaces({ name: 'a', rate: 1 }, { name: 'a', rate: 2 }, ['rate'])).toEqual([])
  })
})

describe('contacts', () => {
  const values: fc.Arbitrary<ContactFieldValues> = fc.record(
    Object.fromEntries(
      contactFields.map(({ name: field, type }) => {
        if (type === 'Numeric') return [field, fc.option(fc.integer({ min: -1_000, max: 100_000 }).map((n) => n / 100))]
        return [field, fc.option(type === 'Date' ? instant : fc.stringMatching(/^[a-z]{1,8}$/))]
      }),
    ),
  )
  const wordsFor = (value: string | number | null, choose: () => number): readonly unknown[] => {
    if (value === null) return [[], [null], ['']][choose() % 3] ?? []
    if (typeof value === 'number') return [choose() % 2 === 0 ? value : value.toFixed(2)]
    if (!shape.test(value)) return [value]
    return [choose() % 2 === 0 ? value.replace(/\.\d{3}Z$/, 'Z') : retold(value, choose)]
  }
  const told = (written: ContactFieldValues, choose: () => number): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(written).flatMap(([field, value]) =>
        wordsFor(value, choose).map((word) => [field, word] as const),
      ),
    )

  it('are the same however Dotdigital spells their fields', () => {
    fc.assert(
      fc.property(values, fc.infiniteStream(fc.nat(19)), (written, chances) => {
        const choose = (): number => Number(chances.next().value)
        expect(differingFields(written, told(written, choose))).toEqual([])
      }),
    )
  })

  it('that are altered in one field differ in just that field', () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.infiniteStream(fc.nat(19)), (written, which, chances) => {
        const { name: field = '', type } = contactFields[which % contactFields.length] ?? {}
        const choose = (): number => Number(chances.next().value)
        const other = { String: 'other than it', Numeric: 999_999, Date: '1999-12-31T00:00:00.000Z' }[type ?? 'String']
        expect(differingFields(written, { ...told(written, choose), [field]: other })).toEqual([field])
        if (written[field] === null) return
        expect(differingFields(written, { ...told(written, choose), [field]: null })).toEqual([field])
      }),
    )
  })

  it('have nothing to do with what others write', () => {
    expect(differingFields({}, { LOYALTY: 'gold' })).toEqual([])
  })
})
