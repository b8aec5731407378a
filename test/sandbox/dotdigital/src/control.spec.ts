import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, noon, started, stopAll } from './testing.js'

let directory: string | undefined

afterEach(async () => {
  await stopAll()
  if (directory !== undefined) rmSync(directory, { recursive: true })
  directory = undefined
})

const timeOf = async (ask: Ask) => (await ask('GET', '/v2/server-time')).text
const faults = (ask: Ask, ...rules: readonly object[]) => ask('POST', '/_sandbox/faults', rules)

describe('the clock', () => {
  it('goes on in another process as it was set', async () => {
    directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ journalPath })
    await first('POST', '/_sandbox/clock', { advanceSeconds: 3600, skewSeconds: -60 })

    const second = await started({ journalPath })

    expect([await timeOf(first), await timeOf(second)]).toEqual([
      '2026-11-20T12:59:00.000Z',
      '2026-11-20T12:59:00.000Z',
    ])
  })

  it('runs fast, and the date of every answer with it', async () => {
    let now = noon
    const ask = await started({ now: () => now })
    await ask('POST', '/_sandbox/clock', { speed: 60 })
    now = new Date(noon.getTime() + 1000)

    expect((await ask('GET', '/contacts/v3')).headers.get('date')).toBe('Fri, 20 Nov 2026 12:01:00 GMT')
  })
})

describe('the inspection', () => {
  it('shows every call as it went over the wire, but for credentials', async () => {
    const ask = await started()
    await ask('PATCH', '/contacts/v3/email/jane@example.com?merge-option=overwrite', { dataFields: { GENDER: 'f' } })

    const { body, text } = await ask('GET', '/_sandbox/calls?method=PATCH')

    expect(body['calls']).toMatchObject([
      {
        path: '/contacts/v3/email/jane@example.com',
        query: 'merge-option=overwrite',
        requestBody: '{"dataFields":{"GENDER":"f"}}',
        status: 200,
      },
    ])
    expect(text).not.toContain('Basic')
  })

  it('compares what the account holds with what was expected', async () => {
    const ask = await started()
    const expected = { contacts: { 'jane@example.com': { status: 'unsubscribed', dataFields: { FIRSTNAME: 'Jane' } } } }

    expect((await ask('POST', '/_sandbox/diff', { expected })).body).toEqual({
      differences: [
        {
          at: '/contacts/jane@example.com/status',
          kind: 'different',
          expected: 'unsubscribed',
          actual: 'subscribed',
        },
      ],
    })
  })

  it('marks what is not served, which is no missing thing', async () => {
    const ask = await started()

    const notServed = await ask('GET', '/surveys/v3')
    const missing = await ask('GET', '/contacts/v3/contactId/9')

    expect([notServed, missing].map(({ status, headers }) => [status, headers.get('x-sandbox-not-served')])).toEqual([
      [404, 'true'],
      [404, null],
    ])
  })

  it('says what is wrong with what it is told', async () => {
    const ask = await started()

    for (const [path, body] of [
      ['settings', { conflictCode: 'other' }],
      ['settings', { noSuchSetting: 1 }],
      ['imports', [{ outcome: 'other' }]],
      ['contacts/jane@example.com/status', {}],
    ] as const)
      expect((await ask('POST', `/_sandbox/${path}`, body)).status).toBe(400)
  })

  it('lists the statuses there are to whoever tells another', async () => {
    const ask = await started()

    const { status, body } = await ask('POST', '/_sandbox/contacts/jane@example.com/status', { status: 'bounced' })

    expect(status).toBe(400)
    for (const known of ['noSubscription', 'hardBounced', 'blockedlocalpart', 'binned'])
      expect(body['message']).toContain(`"${known}"`)
  })

  it('goes back to the seeds and the first settings, without rules, calls or counters', async () => {
    const ask = await started({ settings: { rateLimits: { low: 1 } } })
    await ask('POST', '/_sandbox/settings', { isRevoked: true })
    await ask('DELETE', '/contacts/v3/contactId/1001')
    await faults(ask, { do: 'status', status: 500 })

    await ask('POST', '/_sandbox/reset')

    expect((await ask('GET', '/_sandbox/calls')).body['calls']).toEqual([])
    expect((await ask('GET', '/contacts/v3?limit=1')).body['_items']).toMatchObject([{ contactId: 1001 }])
  })
})
