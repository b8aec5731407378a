import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, type Ask, later, stopAll, textOf, withCollections } from '../testing.js'

afterEach(stopAll)

const shop = '/insightData/v3/account/Shop'

const keysOf = ({ body }: Answer): readonly string[] =>
  Object.values(body['_items'] ?? {}).map((record) => textOf(record?.['key']))

const nextOf = ({ body }: Answer): string | undefined => {
  const link = body['_links']?.['next']?.['link']
  return link === undefined ? undefined : new URL(textOf(link)).pathname + new URL(textOf(link)).search
}

/** All keys told, page by page, with something done after each page. */
const walked = async (ask: Ask, limit: number, between: (page: number) => Promise<unknown>): Promise<string[]> => {
  const told: string[] = []
  let path: string | undefined = `${shop}?limit=${String(limit)}`
  for (let page = 0; path !== undefined; page += 1) {
    const answer: Answer = await ask('GET', path)
    told.push(...keysOf(answer))
    path = nextOf(answer)
    await between(page)
  }
  return told
}

const withRecords = async (keys: readonly string[]): Promise<Ask> => {
  const ask = await withCollections()
  for (const key of keys) await ask('PUT', `${shop}/${encodeURIComponent(key)}`, {})
  return ask
}

describe('pages of records', () => {
  it('skip nothing, whichever record changes or goes while they are read', async () => {
    const keys = ['1', '2', '3', '4', '5', '6', '7']
    const change = fc.record({ key: fc.constantFrom(...keys), isDeleted: fc.boolean(), seconds: fc.nat(1) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 6 }), fc.integer({ min: 1, max: 3 }), async (changes, limit) => {
        const ask = await withRecords(keys)
        const gone = new Set<string>()
        const told = await walked(ask, limit, async (page) => {
          const { key, isDeleted, seconds } = changes[page] ?? { key: '', isDeleted: false, seconds: 0 }
          if (key === '') return
          await later(ask, seconds)
          await ask(isDeleted ? 'DELETE' : 'PUT', `${shop}/${key}`, isDeleted ? undefined : { page })
          if (isDeleted) gone.add(key)
        })
        expect(keys.filter((key) => !told.includes(key) && !gone.has(key))).toEqual([])
        await stopAll()
      }),
      { numRuns: 15 },
    )
  })

  it('go on behind any key', async () => {
    const keys = ['a b', 'é€😀', '%2F', 'x:y z']
    const ask = await withRecords(keys)

    expect((await walked(ask, 1, () => Promise.resolve())).toSorted()).toEqual(keys.toSorted())
  })

  it('begin behind no marker that was never given', async () => {
    const ask = await withRecords(['1'])

    for (const marker of ['nonsense', Buffer.from('1').toString('base64'), Buffer.from('after:x').toString('base64')]) {
      expect(await ask('GET', `${shop}?marker=${encodeURIComponent(marker)}`)).toMatchObject({
        status: 400,
        body: { errorCode: 'insightData:badRequest' },
      })
    }
    expect((await ask('GET', `${shop}?marker=`)).status).toBe(200)
  })
})
