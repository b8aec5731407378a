import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const world = people

const item = (email: string, more: object = {}) => ({ matchIdentifier: 'email', identifiers: { email }, ...more })

const imported = async (ask: Ask, request: object, seconds = 1) => {
  const { body } = await ask('PUT', '/contacts/v3/import', request)
  await later(ask, seconds)
  return (await ask('GET', `/contacts/v3/import/${textOf(body['importId'])}`)).body
}

const rules = (ask: Ask, ...all: readonly object[]) => ask('POST', '/_sandbox/imports', all)

describe('an import', () => {
  it.each([
    ['rejected', 'RejectedByWatchdog'],
    ['failed', 'Failed'],
    ['exceeds-limit', 'ExceedsAllowedContactLimit'],
  ])('does nothing where it is said to end %s', async (outcome, status) => {
    const ask = await started({ world })
    await rules(ask, { outcome, times: 1 })

    const report = await imported(ask, { contacts: [item('new@example.com')] })

    expect(report).toEqual({ importId: report['importId'], status })
    expect((await ask('GET', '/contacts/v3/email/new@example.com')).status).toBe(404)
    expect((await imported(ask, { contacts: [item('new@example.com')] }))['status']).toBe('Finished')
  })

  it('fails for a share of its items, or for those that are named', async () => {
    const ask = await started({ world })
    const contacts = ['a', 'b', 'c', 'd'].map((name) => item(`${name}@example.com`))
    await rules(ask, { outcome: 'partly', times: 1 }, { outcome: 'partly', items: [0], failureCode: 'blocker' })

    const half = await imported(ask, { contacts })
    const first = await imported(ask, { contacts })

    expect(half['summary']).toMatchObject({ newContacts: 2, invalidEntries: 2 })
    expect(first['failures']).toMatchObject([
      { identifiers: { email: 'a@example.com' }, failures: [{ failureCode: 'blocker' }] },
    ])
  })

  it('is late, or cannot be found afterwards', async () => {
    const ask = await started({ world })
    await rules(
      ask,
      { outcome: 'late', extraSeconds: 60, times: 1 },
      { outcome: 'vanish', match: { kind: 'contacts' } },
    )

    const late = await imported(ask, { contacts: [item('a@example.com')] })
    const gone = await imported(ask, { contacts: [item('b@example.com')] })

    expect([late['status'], gone['errorCode']]).toEqual(['NotFinished', 'contacts:importNotFound'])
    expect((await ask('GET', '/contacts/v3/email/b@example.com')).status).toBe(200)
    await later(ask, 60)
    expect((await ask('GET', '/contacts/v3/email/a@example.com')).status).toBe(200)
  })

  it('spoils insight imports too, by collection', async () => {
    const ask = await started({ world })
    await rules(ask, { match: { kind: 'insight', collection: 'Orders' }, outcome: 'partly', items: [1] })
    const request = (collectionName: string) => ({
      collectionName,
      collectionScope: 'account',
      collectionType: 'custom',
      records: [1, 2].map((key) => ({ key: String(key), json: { total: key } })),
    })

    const started2 = await Promise.all(
      ['Orders', 'Others'].map((name) => ask('PUT', '/insightData/v3/import', request(name))),
    )
    await later(ask)
    const reports = await Promise.all(
      started2.map(({ body }) => ask('GET', `/insightData/v3/import/${textOf(body['importId'])}`)),
    )

    expect(reports.map(({ body }) => body['summary']?.['totalRejected'])).toEqual([1, 0])
    expect(reports[0]?.body['failures']).toMatchObject([{ key: '2', failureReason: 'Unknown' }])
  })
})
