import { describe, expect, it } from 'vitest'
import type { DataField } from './data-fields.js'
import type { Collection } from './insight-collections.js'
import { roomIn, type Wanted } from './room.js'

const wanted: Wanted = {
  dataFields: [
    { name: 'MP_SPEND', type: 'Numeric' },
    { name: 'MP_CURRENCY', type: 'String' },
  ],
  collections: [
    { name: 'Orders', scope: 'contact', type: 'orders' },
    { name: 'Sellers', scope: 'account', type: 'custom' },
  ],
}

const look = (fields: readonly DataField[], collections: readonly Omit<Collection, 'recordCount'>[]) =>
  roomIn(
    {
      dataFields: { list: async () => fields },
      insight: { collections: async () => collections.map((one) => ({ ...one, recordCount: 0 })) },
    },
    wanted,
  )

describe('the room in an account', () => {
  it('lacks everything where nothing is there', async () => {
    expect(await look([], [])).toEqual({ missing: wanted, conflicts: [] })
  })

  it('is complete where all is there, in whatever case it is told, and whatever else is', async () => {
    const fields = [
      { name: 'mp_spend', type: 'numeric' },
      { name: 'MP_CURRENCY', type: 'STRING' },
      { name: 'LOYALTY', type: 'Date' },
    ]
    const collections = [
      { name: 'orders', scope: 'Contact', type: 'Orders' },
      { name: 'Sellers', scope: undefined, type: 'custom' },
      { name: 'CartInsight', scope: 'contact', type: 'cartInsight' },
    ]

    expect(await look(fields, collections)).toEqual({ missing: { dataFields: [], collections: [] }, conflicts: [] })
  })

  it('is taken by a data field of another type, which is named with what to do', async () => {
    const { missing, conflicts } = await look([{ name: 'MP_SPEND', type: 'String' }], [])

    expect(missing.dataFields.map(({ name }) => name)).toEqual(['MP_CURRENCY'])
    expect(conflicts).toEqual([
      {
        is: 'data-field',
        name: 'MP_SPEND',
        detail:
          'the data field MP_SPEND is of type String and has to be Numeric; types cannot be changed, so delete it in Dotdigital, or have its values moved to a field of another name, and Concord creates its own',
      },
    ])
  })

  it.each([
    ['another scope', { scope: 'contact', type: 'custom' }, 'of scope contact and of type custom'],
    ['another type', { scope: 'account', type: 'catalog' }, 'of scope account and of type catalog'],
    ['another type, its scope not told', { scope: undefined, type: 'orders' }, 'of type orders'],
  ])('is taken by a collection of %s', async (_what, found, told) => {
    const { missing, conflicts } = await look([], [{ name: 'Sellers', ...found }])

    expect(missing.collections.map(({ name }) => name)).toEqual(['Orders'])
    expect(conflicts).toEqual([
      {
        is: 'collection',
        name: 'Sellers',
        detail: `the collection Sellers is ${told} and has to be of scope account and of type custom; name another one under collections in concord.yaml, or delete it in Dotdigital, and Concord creates its own`,
      },
    ])
  })
})
