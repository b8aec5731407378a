import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { CannotRun, Refused } from '../errors.js'
import { parseConcordConfig } from '@concord/runtime'
import { configText, figures } from '../handover/testing/facts.js'
import { handoverHttp } from './handover-http.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Answers = Readonly<Record<string, unknown>>
const noRoute = { type: 'about:blank', title: 'Nothing is here', detail: 'Check the path.' }

/** Answers these paths, and any other as Concord does where it has no such route. */
const serving = async (answers: Answers, status = 404) => {
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const answer = answers[url] ?? answers[url.split('?')[0] ?? '']
    response.writeHead(answer === undefined ? status : 200)
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? noRoute))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const at = { name: 'monitor', variable: 'MONITOR_URL', url, token: '', operatorToken: '' }
  return { asked, source: handoverHttp({ monitor: at, guard: at }) }
}

const period = { from: '2026-03-02T08:00:00.000Z', to: '2026-03-09T08:00:00.000Z' }

describe('what the hand-over asks of the services', () => {
  it('are the figures of a period', async () => {
    const { asked, source } = await serving({ '/v1/figures': figures })

    expect(await source.figures(period)).toEqual(figures)
    expect(asked).toEqual([`/v1/figures?from=${period.from}&to=${period.to}`])
  })

  it('is what monitor runs with, as it was read, and since when', async () => {
    const config = parseConcordConfig(configText)
    const without = { ...config, accounts: { main: { ...config.accounts['main'], id: undefined } } }
    const configuration = { ...without, marketplaces: { north: { ...config.marketplaces['north'], id: undefined } } }
    const { source } = await serving({ '/v1/configuration': { configuration, hash: 'x', since: period.from } })

    expect(await source.configuration()).toEqual({ config, since: period.from })
  })

  it('is no configuration where it is of another version, and says what to do', async () => {
    const configuration = { marketplaces: {}, accounts: {}, planets: {} }
    const { source } = await serving({ '/v1/configuration': { configuration, hash: 'x', since: period.from } })

    await expect(source.configuration()).rejects.toThrow('Use the concord of that version, or name its concord.yaml')
  })

  it('are the alerts that are open, page by page', async () => {
    const { source } = await serving({
      '/v1/alerts?state=standing&limit=100': { alerts: [{ type: 'poll-late' }], next: 'a=b' },
      '/v1/alerts?state=standing&limit=100&cursor=a%3Db': { alerts: [{ type: 'no-data' }] },
    })

    expect(await source.openAlerts()).toEqual(['poll-late', 'no-data'])
  })

  it('are the newest reconciliations, with what all of their parts found once they are done', async () => {
    const run = { requestedAt: '2026-03-09T02:00:00.000Z', marketplaces: ['north'] }
    const parts = [{ found: 3 }, { found: 4 }]
    const { source } = await serving({
      '/v1/reconciliations': { reconciliations: [{ id: 'r2' }, { id: 'r1' }] },
      '/v1/reconciliations/r2': { run: { ...run, state: 'running' }, parts },
      '/v1/reconciliations/r1': { run: { ...run, state: 'done' }, parts },
    })

    const seen = { startedAt: run.requestedAt, marketplaces: run.marketplaces }
    expect(await source.reconciliations()).toEqual([
      { ...seen, found: undefined },
      { ...seen, found: 7 },
    ])
  })

  it('is how fast opt-outs were learned, from the metrics of consent-guard', async () => {
    const metrics = 'concord_status{service="consent-guard",account="main",what="optOutsLearned"} 3\n'
    const { source } = await serving({ '/metrics': metrics })

    expect(await source.optOuts()).toEqual([{ account: 'main', learned: 3, worstSeconds: 0 }])
  })

  it('is nothing where an older monitor has no such route', async () => {
    const { source } = await serving({})

    const asked = [source.figures(period), source.openAlerts(), source.reconciliations(), source.configuration()]
    expect(await Promise.all(asked)).toEqual([undefined, undefined, undefined, undefined])
  })

  it.each([400, 401, 403])('is refused where monitor answers %i', async (status) => {
    const { source } = await serving({}, status)

    await expect(source.figures(period)).rejects.toThrow(Refused)
  })

  it('is no hand-over where something else answers', async () => {
    const { source } = await serving({ '/v1/figures': { hello: 'world' } })

    await expect(source.figures(period)).rejects.toThrow(CannotRun)
  })
})
