import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const world = { ...people, segments: [{ id: 90, members: ['joe@example.com', 'nobody@example.com'] }] }

const jane = '/contacts/v3/email/jane@example.com'

describe('a list of contacts', () => {
  const idsIn = async (ask: Ask, query: string) => {
    const { body } = await ask('GET', `/contacts/v3?${query}`)
    return Object.values(body['_items'] ?? {}).map((contact) => contact?.['contactId'])
  }

  it('brings who they are, and of the rest only what is asked for', async () => {
    const ask = await started({ world })

    const plain = (await ask('GET', '/contacts/v3?limit=1')).body['_items']?.[0]
    const full = await ask('GET', '/contacts/v3?limit=1&data-fields=FIRSTNAME|GENDER&include=lists|channelProperties')

    expect(Object.keys(plain ?? {})).toEqual(['contactId', 'status', 'created', 'updated', 'identifiers'])
    expect(full.body['_items']?.[0]).toMatchObject({
      dataFields: { FIRSTNAME: 'Jane' },
      channelProperties: { email: { emailType: 'Html', optInType: 'Unknown', status: 'subscribed' } },
      lists: [{ id: 7, name: 'Newsletter', status: 'subscribed' }],
    })
  })

  it('brings all data fields, or those of any case, and refuses what it cannot bring', async () => {
    const ask = await started({ world })
    const fieldsBy = async (names: string) =>
      (await ask('GET', `/contacts/v3?data-fields=${names}`)).body['_items']?.[0]?.['dataFields']
    const refusals = await Promise.all(
      ['include=lists|nothing', 'limit=0', 'limit=5001', 'marker=other'].map((query) =>
        ask('GET', `/contacts/v3?${query}`),
      ),
    )

    expect([await fieldsBy('[[ALL]]'), await fieldsBy('firstname')]).toEqual([
      { FIRSTNAME: 'Jane' },
      { FIRSTNAME: 'Jane' },
    ])
    expect(refusals.map(({ status }) => status)).toEqual([400, 400, 400, 400])
  })

  it('takes one filter of each pair', async () => {
    const ask = await started({ world })
    const since = 'gte::2026-01-01T00:00:00Z'

    const answers = await Promise.all(
      [`~created=${since}&~modified=${since}`, '~listId=7&~segmentId=90', '~modified=2026-01-01', '~listId=x'].map(
        (query) => ask('GET', `/contacts/v3?${query}`),
      ),
    )

    expect(answers.map(({ status, body }) => [status, body['errorCode']])).toEqual(
      answers.map(() => [400, 'contacts:invalidFilter']),
    )
  })

  it('is of a list, of a segment, or of those changed since', async () => {
    const ask = await started({ world })

    expect(await idsIn(ask, '~listId=7')).toEqual([1001])
    expect(await idsIn(ask, '~segmentId=90')).toEqual([1002])
    expect(await idsIn(ask, '~segmentId=91')).toEqual([])
    expect(await idsIn(ask, '~modified=gte::2026-11-02T00:00:00Z')).toEqual([1001, 1003])
  })

  it('goes on behind the last one told, whoever went meanwhile, and asks the same again', async () => {
    const ask = await started({ world })
    const { body } = await ask('GET', '/contacts/v3?limit=2&include=lists')
    await ask('DELETE', jane)

    const link = new URL(textOf(body['_links']?.['next']?.['link']))
    const next = await ask('GET', link.pathname + link.search)

    expect(Object.fromEntries(link.searchParams)).toMatchObject({ limit: '2', include: 'lists' })
    expect(next.body['_items']).toMatchObject([{ contactId: 1003, lists: [] }])
    expect(next.body['_links']).not.toHaveProperty('next')
  })
})
