import { describe, expect, it } from 'vitest'
import { disputeOf, disputeSigns, unknownStatesOf } from './dispute.js'
import { line, order, refund, returned } from './testing/builders.js'

const peaceful = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
  'REFUSED',
  'CANCELED',
  'REFUNDED',
]
const lineSigns = [
  ...peaceful.map((state) => [state, []] as const),
  ['INCIDENT_OPEN', ['line-in-incident']] as const,
  ['WAITING_REFUND', ['refund-under-way']] as const,
  ['WAITING_REFUND_PAYMENT', ['refund-under-way']] as const,
]

const refundSigns = [
  [undefined, []],
  ['REFUNDED', []],
  ['WAITING_REFUND_TAX_CONFIRMATION', ['refund-under-way']],
  ['WAITING_REFUND', ['refund-under-way']],
  ['WAITING_REFUND_PAYMENT', ['refund-under-way']],
  ['BRAND_NEW', ['refund-under-way']],
] as const

const returnSigns = [
  [undefined, []],
  ['CLOSED', []],
  ['CANCELED', []],
  ['REFUSED', []],
  ['WAITING_ACCEPTANCE', ['return-open']],
  ['IN_PROGRESS', ['return-open']],
  ['RECEIVED', ['return-open']],
  ['NO_RECEPTION', ['return-open']],
  ['BRAND_NEW', ['return-open']],
] as const

/** Every refund beside every return, and the signs they give together with a line. */
const situations = (fromLine: readonly string[]) =>
  refundSigns.flatMap(([refundState, fromRefund]) =>
    returnSigns.map(([returnState, fromReturn]) => ({
      refundState,
      returnState,
      signs: [...new Set([...fromLine, ...fromRefund, ...fromReturn])],
    })),
  )

describe('disputeOf', () => {
  it.each(lineSigns)('a line %s, with any refund and any return: %j and what those say', (state, fromLine) => {
    for (const { refundState, returnState, signs } of situations(fromLine)) {
      const refunds = refundState === undefined ? [] : [refund({ state: refundState })]
      const returns = returnState === undefined ? [] : [returned({ state: 'CLOSED' }), returned({ state: returnState })]
      const seen = order({ lines: [line(), line({ id: 'L2', state, refunds })] })

      expect(disputeOf(seen, returns), `refund ${refundState ?? '-'}, return ${returnState ?? '-'}`).toEqual(signs)
    }
  })

  it('believes the header too, and only a clear yes', () => {
    expect(disputeOf(order({ hasIncident: true }), [])).toEqual(['has-incident'])
    expect(disputeOf(order({ hasIncident: undefined }), [])).toEqual([])
  })

  it('takes an order that waits for a refund for one whose refund is under way, whatever its lines say', () => {
    const waiting = order({ state: 'WAITING_REFUND', lines: [line({ state: 'RECEIVED' })] })

    expect(disputeOf(waiting, [])).toEqual(['refund-under-way'])
  })

  it('names every sign there is, once', () => {
    const lines = [line({ state: 'INCIDENT_OPEN', refunds: [refund({ state: 'WAITING_REFUND' })] })]
    const worst = order({ hasIncident: true, lines: [...lines, ...lines] })

    expect(disputeOf(worst, [returned(), returned()])).toEqual(disputeSigns)
  })
})

describe('unknownStatesOf', () => {
  it('finds nothing strange in the documented states', () => {
    const states = lineSigns.map(([state]) => state)
    const refunds = ['WAITING_REFUND_TAX_CONFIRMATION', 'WAITING_REFUND', 'WAITING_REFUND_PAYMENT', 'REFUNDED']
    const lines = states.map((state) => line({ state, refunds: refunds.map((each) => refund({ state: each })) }))
    const returns = returnSigns.flatMap(([state]) => (state && state !== 'BRAND_NEW' ? [returned({ state })] : []))

    for (const state of states.filter((name) => name !== 'REFUNDED' && name !== 'INCIDENT_OPEN')) {
      expect(unknownStatesOf(order({ state, lines }), returns)).toEqual([])
      expect(unknownStatesOf(order({ state, lines, taxMode: 'TAX_EXCLUDED' }), returns)).toEqual([])
    }
  })

  it('names what no document does, and a line state where an order state should be', () => {
    const odd = order({ state: 'INCIDENT_OPEN', lines: [line({ state: 'TELEPORTED' }), line(), line({ state: '' })] })

    expect(unknownStatesOf(odd)).toEqual(['INCIDENT_OPEN', 'TELEPORTED', ''])
  })

  it('names those of refunds and returns, and what nobody can tell amounts by', () => {
    const odd = order({ taxMode: 'TAX_GUESSED', lines: [line({ refunds: [refund(), refund({ state: 'LENT' })] })] })

    expect(unknownStatesOf(odd, [returned(), returned({ state: 'LOST' })])).toEqual(['LENT', 'LOST', 'TAX_GUESSED'])
  })
})
