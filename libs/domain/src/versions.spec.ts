import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partsOfVersion, type Version, version } from './record.js'
import { minutesAgo, order } from './testing/builders.js'
import { mergeViews, type Novelty, noveltyOf } from './versions.js'

/** What a journal does: it keeps what is new or outdated, and nothing of what it has. */
const journal = () => {
  const held = new Map<Version, Novelty>()
  return {
    held,
    accept: (observed: Version): Novelty => {
      const novelty = noveltyOf(observed, [...held.keys()])
      if (novelty !== 'duplicate') held.set(observed, novelty)
      return novelty
    },
    newest: () => [...held.keys()].toSorted().at(-1),
  }
}

const minutes = fc.nat(5)

/** Different contents, with dates and times of observation that often coincide. */
const differing = fc
  .array(fc.tuple(minutes, minutes), { minLength: 1, maxLength: 8 })
  .map((all) =>
    all.map(([updated, observed], index) => version(minutesAgo(updated), minutesAgo(observed), `h${index}`)),
  )

const arrivals = differing.chain((versions) =>
  fc.record({
    versions: fc.constant(versions),
    order: fc.shuffledSubarray([...versions, ...versions], { minLength: 0 }),
    last: fc.shuffledSubarray(versions, { minLength: versions.length }),
  }),
)

describe('noveltyOf', () => {
  it('finds the first thing it sees new', () => {
    expect(noveltyOf(version(minutesAgo(9), minutesAgo(9), 'a'), [])).toBe('new')
  })

  it('ends with the newest in flight, in whatever order versions arrive, and however often', () => {
    fc.assert(
      fc.property(arrivals, ({ versions, order: some, last }) => {
        const { accept, held, newest } = journal()
        for (const one of [...some, ...last]) accept(one)

        expect(newest()).toBe(versions.toSorted().at(-1))
        expect(held.get(newest() ?? '')).toBe('new')
        expect([...held.keys()].toSorted()).toEqual(versions.toSorted())
      }),
    )
  })

  it('takes the same content read again for a duplicate, whenever it is read again', () => {
    fc.assert(
      fc.property(differing, fc.nat(100), (versions, later) => {
        const { accept, held, newest } = journal()
        for (const one of versions) accept(one)
        const { updatedAt, contentHash } = partsOfVersion(newest() ?? '')
        const sizeBefore = held.size

        expect(accept(version(updatedAt, minutesAgo(-later), contentHash))).toBe('duplicate')
        expect(held.size).toBe(sizeBefore)
      }),
    )
  })

  it('holds, after each observation in turn, the content that was observed last', () => {
    const contents = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.boolean()), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(contents, (seen) => {
        const { accept, newest } = journal()
        let updated = 1_000
        let before: string | undefined
        for (const [step, [content, hasMoved]] of seen.entries()) {
          if (hasMoved) updated -= 1
          const novelty = accept(version(minutesAgo(updated), minutesAgo(500 - step), content))

          expect(partsOfVersion(newest() ?? '').contentHash).toBe(content)
          expect(novelty).toBe(before === `${updated} ${content}` ? 'duplicate' : 'new')
          before = `${updated} ${content}`
        }
      }),
    )
  })

  it('finds A new again after B at the same date: incidents come and go without moving it', () => {
    const { accept } = journal()
    const at = (observed: number, content: string) => version(minutesAgo(60), minutesAgo(observed), content)

    expect([accept(at(30, 'A')), accept(at(20, 'B')), accept(at(10, 'A')), accept(at(5, 'A'))]).toEqual([
      'new',
      'new',
      'new',
      'duplicate',
    ])
  })

  it('finds an older state outdated, and one it has already seen a duplicate', () => {
    const { accept } = journal()
    accept(version(minutesAgo(60), minutesAgo(50), 'A'))
    accept(version(minutesAgo(40), minutesAgo(30), 'B'))

    expect(accept(version(minutesAgo(60), minutesAgo(10), 'A'))).toBe('duplicate')
    expect(accept(version(minutesAgo(55), minutesAgo(10), 'C'))).toBe('outdated')
    expect(accept(version(minutesAgo(40), minutesAgo(35), 'C'))).toBe('outdated')
  })
})

describe('mergeViews', () => {
  const operator = order({
    view: 'operator',
    hasIncident: true,
    customer: { id: 'c-1', email: 'sue@example.org', firstName: 'Sue', locale: 'fr_FR' },
    shipping: { carrier: 'DHL', tracking: 'T1' },
    additionalFields: { loyalty: 'L-7', gift: 'no' },
  })

  it('takes an operator view as it is, and a seller view where nothing better is known', () => {
    const seller = order({ view: 'seller', customer: {}, shop: undefined })

    expect(mergeViews(undefined, seller)).toBe(seller)
    expect(mergeViews(order({ view: 'seller' }), seller)).toBe(seller)
    expect(mergeViews(seller, operator)).toBe(operator)
    expect(mergeViews(operator, order({ customer: {} })).customer).toEqual({})
  })

  it('keeps of an operator view what a seller view does not say, and takes over what it says', () => {
    const seller = order({
      view: 'seller',
      state: 'RECEIVED',
      hasIncident: undefined,
      shop: undefined,
      customer: { id: 'c-1', firstName: 'Susan', email: undefined, locale: undefined },
      shipping: { tracking: 'T2', carrier: undefined },
      additionalFields: { gift: 'yes' },
    })

    expect(mergeViews(operator, seller)).toMatchObject({
      view: 'operator',
      state: 'RECEIVED',
      hasIncident: true,
      shop: operator.shop,
      customer: { id: 'c-1', email: 'sue@example.org', firstName: 'Susan', locale: 'fr_FR' },
      shipping: { carrier: 'DHL', tracking: 'T2' },
      additionalFields: { loyalty: 'L-7', gift: 'yes' },
    })
  })

  it('never lets any number of seller views erase e-mail or shop', () => {
    const sellerViews = fc.array(
      fc.record({
        shop: fc.constantFrom(undefined, { id: 'shop-1', name: 'Lamps' }),
        email: fc.constantFrom(undefined, 'x@acme.notification.mirakl.net'),
        firstName: fc.constantFrom(undefined, 'Susan'),
      }),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(sellerViews, (views) => {
        const merged = views
          .map(({ shop, ...customer }) => order({ view: 'seller', shop, customer }))
          .reduce((previous, next) => mergeViews(previous, next), operator)

        expect(merged.customer.email).toBe('sue@example.org')
        expect(merged.shop).toBeDefined()
        expect(merged.view).toBe('operator')
      }),
    )
  })
})
