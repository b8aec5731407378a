import { expect, it } from 'vitest'
import type { Identifier, Names, OrderSeen } from './ports.js'
import { newsOf } from './profile-news.js'
import { ada } from './testing/messages.js'

it('tells whose orders are in pieces of 500, by marketplace, and of none that was not told before', async () => {
  const address: Identifier = {
    ...{ name: 'email:1', scope: 'shared', seed: 's', born: 1, profileId: 'p', address: ada },
    ...{ strength: 'order', at: '1', addresses: 0 },
  }
  const seen = (key: string, isIdentified = true): OrderSeen => ({ key, checkout: key, sights: [], isIdentified })
  const many = Array.from({ length: 501 }, (_none, nth) => seen(`north:order:O${String(nth).padStart(3, '0')}`))
  const orders = [...many.toReversed(), seen('north:order:X', false), seen('south:order:O1')]
  const names = {
    ordersAt: async ([name]: readonly string[]) => (name === 'email:1' ? orders : []),
  } as Partial<Names> as Names

  const news = await newsOf(names, {
    changed: [{ id: 'p', revision: 7, addresses: ['email:1'] }],
    after: new Map([[address.name, address]]),
    at: '2026-03-01T12:00:00.000Z',
  })

  expect(news.map((item) => (item.is === 'profile' ? [item.marketplace, item.email, item.revision] : item.is))).toEqual(
    [
      ['north', ada, 7],
      ['north', ada, 7],
      ['south', ada, 7],
    ],
  )
  expect(news.map((item) => (item.is === 'profile' ? item.orders : []))).toEqual([
    many.slice(0, 500).map(({ key }) => key),
    ['north:order:O500'],
    ['south:order:O1'],
  ])
})

it('tells nothing of a profile that a crowd has a part in, and no address that is not at hand', async () => {
  const one: Identifier = {
    ...{ name: 'email:1', scope: 'shared', seed: 's', born: 1, profileId: 'p', address: ada },
    ...{ strength: 'order', at: '1', addresses: 0 },
  }
  const other: Identifier = { ...one, name: 'customer:2', scope: 'north', address: undefined }
  const order: OrderSeen = { key: 'north:order:O1', checkout: 'k', sights: [], isIdentified: true }
  const names = { ordersAt: async () => [order] } as Partial<Names> as Names
  const at = '2026-03-01T12:00:00.000Z'
  const changed = [{ id: 'p', revision: 7, addresses: ['email:gone', 'email:1'] }]
  const newsIn = (...members: Identifier[]) =>
    newsOf(names, { changed, after: new Map(members.map((member) => [member.name, member])), at })

  expect(await newsIn(one, { ...other, crowd: 7 })).toEqual([])
  expect(await newsIn(one, other)).toEqual([
    {
      ...{ is: 'profile', marketplace: 'north', profileId: 'p', revision: 7, email: ada, otherEmails: [], at },
      ...{ customers: ['2'], orders: ['north:order:O1'] },
    },
  ])
})
