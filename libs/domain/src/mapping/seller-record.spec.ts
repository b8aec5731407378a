import { describe, expect, it } from 'vitest'
import { seller } from '../testing/builders.js'
import { sellerRecordOf } from './seller-record.js'

const granted = seller({
  ...{ isPremium: false, isProfessional: true, channels: ['UK', 'FR'], currency: 'EUR', country: 'GB' },
  ...{ grade: '4.5', evaluations: 0, orders: 9, offers: 8, approvalRate: '0.975', approvalDelaySeconds: 3_600 },
  ...{ messageResponseDelaySeconds: 60, recentApprovalRate: '0.9', incidentRate: '0.02', refundRate: '0' },
  ...{ cancelationRate: '0.1', returnRate: '0.3', lateShipmentRate: '0.2', createdAt: '2025-01-01T00:00:00.000Z' },
})
const computed = {
  ...{ recentApprovalRate: '0.5', incidentRate: '0.5', refundRate: '0.25' },
  ...{ cancelationRate: '0.125', lateShipmentRate: undefined },
}

describe('the record of a seller', () => {
  it('says who a seller is and how it performs, with numbers as numbers', () => {
    expect(sellerRecordOf('north', granted)).toEqual({
      id: 'shop-1',
      marketplace: 'north',
      name: 'Lamps & Co',
      state: 'OPEN',
      isPremium: false,
      isProfessional: true,
      channels: 'UK,FR',
      currency: 'EUR',
      country: 'GB',
      grade: 4.5,
      evaluations: 0,
      orders: 9,
      offers: 8,
      approvalRate: 0.975,
      approvalDelaySeconds: 3_600,
      messageResponseDelaySeconds: 60,
      recentApprovalRate: 0.9,
      incidentRate: 0.02,
      refundRate: 0,
      cancelationRate: 0.1,
      returnRate: 0.3,
      lateShipmentRate: 0.2,
      createdDate: '2025-01-01T00:00:00.000Z',
      updatedDate: granted.updatedAt,
    })
  })

  it('leaves out what nobody has measured yet', () => {
    expect(sellerRecordOf('north', seller({ state: 'SUSPENDED', channels: [] }))).toEqual({
      id: 'shop-1',
      marketplace: 'north',
      name: 'Lamps & Co',
      state: 'SUSPENDED',
      updatedDate: '2026-03-01T09:00:00.000Z',
    })
  })

  it('has what was computed where Mirakl tells nothing, and says which that is', () => {
    expect(sellerRecordOf('north', seller({ refundRate: '0' }), computed)).toMatchObject({
      recentApprovalRate: 0.5,
      incidentRate: 0.5,
      refundRate: 0,
      cancelationRate: 0.125,
      computedRates: 'recentApprovalRate,incidentRate,cancelationRate',
    })
    expect(sellerRecordOf('north', seller(), computed)).not.toHaveProperty('lateShipmentRate')
  })

  it('is Mirakl’s where Mirakl tells all, whatever was computed', () => {
    expect(sellerRecordOf('north', granted, computed)).toEqual(sellerRecordOf('north', granted))
  })
})
