import { describe, expect, it } from 'vitest'
import { whyNot } from './documents.js'
import type { Exchange } from './exchange.js'
import { complaintsIn, openBench, staleAllowances } from './findings.js'
import { allowances } from './allowances.js'

const asked = (given: Partial<Exchange>): Exchange => ({
  vendor: 'mirakl',
  caller: 'concord',
  method: 'GET',
  path: '/api/orders',
  query: '',
  requestType: undefined,
  requestBody: '',
  status: 200,
  answerType: 'application/json',
  answerBody: '{"orders":[],"total_count":0}',
  isServed: true,
  ...given,
})

describe.skipIf(whyNot !== undefined)(
  `exchanges and the vendors' documents${whyNot === undefined ? '' : ` (skipped: ${whyNot})`}`,
  () => {
    const bench = whyNot === undefined ? openBench() : undefined
    const judge = (...exchanges: readonly Exchange[]) => bench?.judge(exchanges) ?? []

    it('what is allowed is no complaint, and keeps its allowance alive', () => {
      const judged = judge(asked({ query: 'max=100&offset=0' }))

      expect(complaintsIn(judged)).toEqual([])
      expect(allowances.length - staleAllowances(judged).length).toBe(2)
    })

    it('how strangers ask is their own affair', () => {
      expect(complaintsIn(judge(asked({ caller: 'segment', query: 'nobody=documents' })))).toEqual([])
      expect(complaintsIn(judge(asked({ query: 'nobody=documents' })))).toHaveLength(1)
    })

    it('what nothing allows is told once, with its count and without its value', () => {
      const wrong = asked({ answerBody: '{"orders":"a secret","total_count":0}' })

      expect(complaintsIn(judge(wrong, wrong))).toEqual([
        'mmp-operator.json OR11, answer /body/orders: type, expected must be array; asked by concord (2 times)',
      ])
    })

    it('a chunk of an export is judged as OR15, wherever OR14 puts it', () => {
      const url = 'http://127.0.0.1/north/api/files/7?signature=x'
      const status = { last_updated: '2026-01-01T00:00:00Z', status: 'COMPLETED', urls: [url] }
      const path = '/api/orders/async-export/status/7'
      const judged = judge(
        asked({ path, answerBody: JSON.stringify(status) }),
        asked({ path: '/api/files/7', query: 'signature=x', answerBody: '{"orders":7}' }),
      )

      expect(judged.map(({ operations }) => operations.map(({ id }) => id))).toEqual([['OR14'], ['OR15']])
      expect(complaintsIn(judged)).toHaveLength(1)
    })

    it.each([
      ['S20', '/api/shops', '{"shops":7,"total_count":1}'],
      ['S21', '/api/shops/statistics', '{"shops":7,"total_count":1}'],
      ['S03', '/api/shops/2000/evaluations', '{"evaluations":7,"total_count":1}'],
      ['OR61', '/api/incidents', '{"data":7}'],
    ])('%s is judged by the schema that is kept without its path', (id, path, answerBody) => {
      const judged = judge(asked({ path, answerBody }))

      expect(judged.map(({ operations }) => operations.map((each) => each.id))).toEqual([[id]])
      expect(complaintsIn(judged)).toHaveLength(1)
    })
  },
)
