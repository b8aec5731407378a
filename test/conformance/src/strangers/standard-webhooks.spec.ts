import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConcordConfig } from '@concord/runtime'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { openDataFolder, startEmbedded } from '@concord/standalone'
import { freePort } from '@concord/testing'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account } from '../traffic/worlds.js'

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`
const otherSecret = `whsec_${Buffer.from('another one, of as many bytes ..').toString('base64')}`

const config = `
marketplaces:
  acme: { account: main, links: { order: 'https://acme.example.com/orders/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`

describe('relay posts signed by the library of Standard Webhooks', () => {
  let post: (given: Partial<Posting>) => Promise<Response>
  let stop: () => Promise<void>

  beforeAll(async () => {
    const running = await startDoor()
    stop = running.stop
    post = (given) => send(running.url, { id: 'msg_1', at: new Date(), signedWith: secret, ...given })
  })
  afterAll(() => stop())

  it('are accepted', async () => {
    const answer = await post({})

    expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 1 }])
  })

  it('are refused when signed with another secret', async () => {
    expect((await post({ signedWith: otherSecret })).status).toBe(401)
  })

  it('are refused when the body is not what was signed', async () => {
    expect((await post({ sent: `${order} ` })).status).toBe(401)
  })

  it('are refused when the id is not what was signed', async () => {
    expect((await post({ sentId: 'msg_2' })).status).toBe(401)
  })

  it('are refused when they are older or newer than five minutes', async () => {
    const minute = 60_000
    for (const age of [-6, 6]) expect((await post({ at: new Date(Date.now() + age * minute) })).status).toBe(401)
    expect((await post({ at: new Date(Date.now() - 4 * minute) })).status).toBe(202)
  })

  it('are accepted when one of several signatures fits, as while a secret is rotated', async () => {
    expect((await post({ alsoSignedWith: otherSecret })).status).toBe(202)
  })
})

interface Posting {
  readonly id: string
  readonly at: Date
  readonly signedWith: string
  readonly alsoSignedWith?: string
  /** What is sent instead of what was signed. */
  readonly sent?: string
  readonly sentId?: string
}

const tiny = tinyWorld({ orders: 1 })
const order = JSON.stringify(tiny.marketplaces[0]?.frames[0]?.orders[0])

const send = (url: string, { id, at, signedWith, alsoSignedWith, sent, sentId }: Posting): Promise<Response> => {
  const secrets = [alsoSignedWith, signedWith].filter((each) => each !== undefined)
  return fetch(`${url}/v1/records/acme`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': sentId ?? id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': secrets.map((each) => new Webhook(each).sign(id, at, order)).join(' '),
    },
    body: sent ?? order,
  })
}

/** The whole system in this process, with empty vendors behind it. */
const startDoor = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'concord-')), 1, new Date())
  const mirakl = await createMiraklSandbox({ port: 0, world: tinyWorld({ orders: 0, shops: 0, returns: 0 }) })
  const dotdigital = await createDotdigitalSandbox({ port: 0, ...account })
  const running = await startEmbedded({
    folder,
    config: parseConcordConfig(config),
    marketplaces: { acme: { url: `${mirakl.url}/acme`, ...acme } },
    accounts: { main: { url: dotdigital.url, ...account } },
    ports: { gateway: await freePort(), publisher: 0, monitor: 0 },
    pace: { dueAfterMs: 60_000, hintsEveryMs: 500 },
  })
  return {
    url: running.urls.gateway,
    stop: async () => {
      await running.stop()
      await mirakl.stop()
      await dotdigital.stop()
    },
  }
}

const acme = {
  credentials: { apiKey: 'operator-key', scheme: 'raw' },
  webhookTokens: [],
  relaySecrets: [secret],
} as const
