import { expect, it } from 'vitest'
import { seller } from '../testing/builders.js'
import { sellerRecordOf } from './seller-record.js'

it('says who a seller is and how it performs, with numbers as numbers', () => {
  const known = seller({
    isPremium: false,
    channels: ['UK', 'FR'],
    grade: '4.5',
    evaluations: 0,
    approvalRate: '0.975',
    approvalDelaySeconds: 3_600,
    incidentRate: '0.02',
    refundRate: '0',
  })

  expect(sellerRecordOf('north', known)).toEqual({
    id: 'shop-1',
    marketplace: 'north',
    name: 'Lamps & Co',
    state: 'OPEN',
    isPremium: false,
    channels: 'UK,FR',
    grade: 4.5,
    evaluations: 0,
    approvalRate: 0.975,
    approvalDelaySeconds: 3_600,
    incidentRate: 0.02,
    refundRate: 0,
    updatedDate: known.updatedAt,
  })
})

it('leaves out what nobody has measured yet', () => {
  expect(Object.keys(sellerRecordOf('north', seller({ channels: [] })))).toEqual([
    'id',
    'marketplace',
    'name',
    'state',
    'updatedDate',
  ])
})
