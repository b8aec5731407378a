import { expect, it } from 'vitest'
import { optOutsIn } from './opt-outs.js'

const line = (account: string, what: string, value: number, service = 'consent-guard') =>
  `concord_status{service="${service}",account="${account}",what="${what}"} ${value}`

it('reads how fast opt-outs were learned, account by account', () => {
  const metrics = [
    '# TYPE concord_status gauge',
    line('main', 'worstOptOutLagSeconds', 41.5),
    line('main', 'optOutsLearned', 3),
    line('main', 'effectsDue', 9, 'dd-publisher'),
    line('', 'writeBacksDue', 2),
    line('b2b', 'optOutsLearned', 0),
  ].join('\n')

  expect(optOutsIn(metrics)).toEqual([
    { account: 'b2b', learned: 0, worstSeconds: 0 },
    { account: 'main', learned: 3, worstSeconds: 41.5 },
  ])
})

it.each(['', line('main', 'effectsDue', 1, 'dd-publisher')])('knows metrics of somebody else: %j', (metrics) => {
  expect(optOutsIn(metrics)).toBeUndefined()
})
