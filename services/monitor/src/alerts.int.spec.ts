import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ConcordConfig, parseConcordConfig, readAlertChannels, silentLog } from '@concord/runtime'
import { migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { channelsOf } from './adapters/alerts/channels.js'
import { postgresAlerts } from './adapters/alerts/postgres-alerts.js'
import { postgresOutbox } from './adapters/alerts/postgres-outbox.js'
import { migrations } from './adapters/migrations.js'
import { schema, type Tables } from './adapters/tables.js'
import type { Finding } from './alerts/finding.js'
import { found } from './alerts/found.js'
import { sendNext } from './alerts/sending.js'
import { alertWork } from './alerts/work.js'
import { minute } from './testing/messages.js'

interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const yaml = (language: string) => `
marketplaces:
  north: { account: main, links: { order: 'https://north.example.com/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
alerts:
  routes:
    ops-mail: { is: email, to: [ops@example.org, night@example.org], language: ${language} }
    chat: { is: slack }
    rooms: { is: teams }
    hook: { is: webhook }
  owners:
    operations: { routes: [ops-mail, chat, rooms, hook] }
`

/** What each path answers; 200 unless a test says otherwise. */
const answers = new Map<string, number>()
const posts: Received[] = []
const mails: string[] = []
let isMailRefused = false
/** Mailboxes that are not there. */
const lost = new Set<string>()
let receiver: Server
let mailServer: SMTPServer
let database: Awaited<ReturnType<typeof openDatabase>>
let drop: () => Promise<void>
let config: ConcordConfig
let environment: Record<string, string>

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      posts.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(answers.get(path) ?? 200).end('ok')
    })
  }).listen(0, '127.0.0.1')
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      done(lost.has(address) ? Object.assign(new Error(`no ${address}`), { responseCode: 550 }) : null)
    },
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (isMailRefused)
          return done(Object.assign(new Error('mailbox ops@example.org is full'), { responseCode: 452 }))
        mails.push(Buffer.concat(chunks).toString())
        done()
      })
    },
  })
  await new Promise<void>((resolve) => {
    mailServer.listen(0, '127.0.0.1', resolve)
  })
  const fresh = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  drop = fresh.drop
  database = await openDatabase({ url: fresh.url })
  await migrate(database, schema, migrations)
  const base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const smtp = (mailServer.server.address() as AddressInfo).port
  config = parseConcordConfig(yaml('de'))
  environment = {
    ...{ ALERTS_SMTP_URL: `smtp://127.0.0.1:${smtp}`, ALERTS_MAIL_FROM: 'concord@example.org' },
    ...{ ALERT_CHAT_URL: `${base}/chat-secret`, ALERT_ROOMS_URL: `${base}/rooms`, ALERT_HOOK_URL: `${base}/hook` },
    ALERT_HOOK_SECRET: secret,
  }
}, 60_000)

afterAll(async () => {
  await new Promise((resolve) => receiver.close(resolve))
  await new Promise<void>((resolve) => {
    mailServer.close(() => resolve())
  })
  await database.close()
  await drop()
})

beforeEach(async () => {
  posts.length = 0
  mails.length = 0
  answers.clear()
  isMailRefused = false
  lost.clear()
  const tables = database.schema<Tables>(schema)
  await tables.deleteFrom('alerts').execute()
})

/** A monitor that sees what a test says, and whose minutes a test lets pass. */
const monitoring = () => {
  const tables = database.schema<Tables>(schema)
  const state = { at: 0, findings: [] as readonly Finding[] }
  const now = () => new Date(minute(state.at))
  const channels = channelsOf(readAlertChannels(config.alerts, environment), {
    ...{ publicUrl: 'https://concord.example.org', now: () => new Date() },
  })
  const [alerts, outbox] = [postgresAlerts(tables), postgresOutbox(tables, 200)]
  const work = alertWork({
    ...{ config, alerts, outbox, channels, now, log: silentLog, lookEveryMs: 60_000 },
    watch: async () => ({ findings: state.findings, blind: [] }),
  })
  const look = async (at: number, ...findings: readonly Finding[]) => {
    Object.assign(state, { at, findings })
    return work.look()
  }
  const send = (route: string) => {
    const channel = channels[route]
    if (channel === undefined) throw new Error(`no route ${route}`)
    return sendNext({ route, channel, outbox, log: silentLog, now })
  }
  const sendAll = async () => {
    for (const route of Object.keys(channels)) while (await send(route));
  }
  return { look, send, sendAll, alerts, outbox, channels, work }
}

const expiring = found('credential-expiring', {
  ...{ group: 'key', where: 'Mirakl key <b>', blanks: { until: '2026-04-01' }, count: 3 },
  examples: [{ name: 'N-1', key: 'north:order:N-1' }],
})
const to = (path: string): readonly Received[] => posts.filter((post) => post.path === path)

describe('an alert that opens', () => {
  it('reaches people by e-mail, Slack, Teams and a signed webhook, and says what to do and where', async () => {
    const { look, sendAll, alerts } = monitoring()
    await look(0, expiring)
    await sendAll()
    const [{ id } = { id: '' }] = (await alerts.list({}, { limit: 1 })).items
    const link = `https://concord.example.org/v1/alerts/${id}`

    const mail = await simpleParser(mails[0] ?? '')
    expect(mails).toHaveLength(1)
    expect(mail).toMatchObject({
      subject: 'Alarm, Betrieb: Die Zugangsdaten Mirakl key <b> laufen am 2026-04-01 ab.',
      messageId: expect.stringMatching(/^<msg_[0-9a-f]{32}@example\.org>$/),
    })
    expect([mail.to].flat().map((one) => one?.text)).toEqual(['ops@example.org, night@example.org'])
    expect(mail.text).toContain(`Ansehen: ${link}`)
    expect(mail.text).toContain('- N-1  https://concord.example.org/v1/records/north%3Aorder%3AN-1')
    expect(mail.html).toContain('Mirakl key &lt;b&gt;')
    expect(mail.text).toContain(
      `In der Kommandozeile:\n  concord alerts show ${id}  # alles dazu\n  concord records north`,
    )
    expect(mail.html).toContain(`<code>concord alerts acknowledge ${id}</code>`)

    const slack = JSON.parse(to('/chat-secret')[0]?.body ?? '')
    expect((slack.blocks as readonly { readonly type: string }[]).map(({ type }) => type)).toEqual([
      ...['header', 'section', 'section', 'section', 'section', 'actions'],
    ])
    expect(slack.blocks[4].text.text).toContain(`• \`concord alerts show ${id}\` all about it`)
    expect(slack.blocks[5].elements[0].url).toBe(link)

    const teams = JSON.parse(to('/rooms')[0]?.body ?? '')
    expect(teams.attachments[0]).toMatchObject({
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: { type: 'AdaptiveCard', actions: [{ type: 'Action.OpenUrl', url: link }] },
    })
    expect(JSON.stringify(teams)).toContain(`concord alerts show ${id} (all about it)`)

    const [hook] = to('/hook')
    const verified = new Webhook(secret).verify(hook?.body ?? '', hook?.headers as Record<string, string>)
    expect(verified).toMatchObject({
      type: 'alert.opened',
      data: {
        ...{ id, type: 'credential-expiring', count: 3, link, examples: [{ key: 'north:order:N-1' }] },
        commands: [{ command: `concord alerts show ${id}` }, { command: 'concord records north:order:N-1' }, {}],
      },
    })
    expect(() =>
      new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(
        hook?.body ?? '',
        hook?.headers as Record<string, string>,
      ),
    ).toThrow()
  })

  it('is told once by whichever of three replicas looks, and once more when it is over', async () => {
    const replicas = [monitoring(), monitoring(), monitoring()]
    for (const at of [0, 1, 2]) await Promise.all(replicas.map(({ look }) => look(at, expiring)))
    await Promise.all(replicas.map(({ sendAll }) => sendAll()))
    expect([mails.length, to('/chat-secret').length, to('/rooms').length, to('/hook').length]).toEqual([1, 1, 1, 1])

    for (const at of [10, 20]) for (const { look } of replicas) await look(at)
    await Promise.all(replicas.map(({ sendAll }) => sendAll()))
    expect(to('/hook').map(({ body }) => String(JSON.parse(body).type))).toEqual(['alert.opened', 'alert.resolved'])
    expect(mails).toHaveLength(2)
  })

  it('is one for ten thousand findings, with count and examples', async () => {
    const { look, sendAll } = monitoring()
    const many = Array.from({ length: 10_000 }, (_, nth) => ({ ...expiring, group: `key ${nth}`, count: 1 }))
    await look(0, ...many)
    await sendAll()

    expect(to('/hook').map(({ body }) => Number(JSON.parse(body).data.count))).toEqual([10_000])
    expect(mails).toHaveLength(1)
  })
})

describe('a route that does not take it', () => {
  it('is tried again with the same id, and holds up no other', async () => {
    const { look, send, sendAll, alerts } = monitoring()
    answers.set('/hook', 500)
    isMailRefused = true
    await look(0, expiring)
    await sendAll()
    expect([mails.length, to('/chat-secret').length, to('/rooms').length, to('/hook').length]).toEqual([0, 1, 1, 1])
    const [{ id } = { id: '' }] = (await alerts.list({}, { limit: 1 })).items
    const shown = (await alerts.find(id))?.deliveries ?? []
    expect(shown.filter(({ sentAt }) => sentAt === null)).toMatchObject([
      { route: 'hook', failure: 'The alert was not taken: HTTP 500' },
      { route: 'ops-mail', failure: 'The alert was not taken: SMTP 452' },
    ])

    answers.clear()
    isMailRefused = false
    await expect.poll(() => send('ops-mail').then(() => mails.length), { timeout: 15_000 }).toBe(1)
    await expect.poll(async () => (await send('hook')) || to('/hook').length, { timeout: 15_000 }).toBe(2)
    const [first, second] = to('/hook')
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id'])
    expect(new Webhook(secret).verify(second?.body ?? '', second?.headers as Record<string, string>)).toBeDefined()
  })

  it('for one of many mailboxes is tried again for that one alone, and says so', async () => {
    const { look, send, sendAll, alerts } = monitoring()
    lost.add('night@example.org')
    await look(0, expiring)
    await sendAll()
    const [{ id } = { id: '' }] = (await alerts.list({}, { limit: 1 })).items
    const shown = (await alerts.find(id))?.deliveries.filter(({ sentAt }) => sentAt === null)

    expect(mails).toHaveLength(1)
    expect(shown).toMatchObject([{ failure: 'The alert was not taken: the server refused 1 of 2 addresses' }])
    lost.clear()
    lost.add('ops@example.org')
    await expect.poll(() => send('ops-mail').then(() => mails.length), { timeout: 15_000 }).toBe(2)
    expect((await alerts.find(id))?.deliveries.filter(({ sentAt }) => sentAt === null)).toEqual([])
  })

  it('shows nowhere the address that is its secret', async () => {
    const { look, sendAll, alerts } = monitoring()
    answers.set('/chat-secret', 404)
    await look(0, expiring)
    await sendAll()
    const [{ id } = { id: '' }] = (await alerts.list({}, { limit: 1 })).items

    expect(JSON.stringify(await alerts.find(id))).not.toContain('chat-secret')
  })
})

describe('a process that dies', () => {
  it('between what it wrote and what it sends leaves it to the next one, which sends it', async () => {
    await monitoring().look(0, expiring)
    expect(posts).toEqual([])
    await monitoring().sendAll()

    expect([mails.length, to('/hook').length]).toEqual([1, 1])
  })

  it('between what it sent and what it wrote has it sent once more, with the same id', async () => {
    const dying = monitoring()
    await dying.look(0, expiring)
    const { outbox, channels } = dying
    for (const route of ['hook', 'ops-mail']) {
      const delivery = await outbox.take(route)
      if (delivery !== undefined) await channels[route]?.send(delivery)
    }
    const next = monitoring()
    await expect.poll(async () => await next.sendAll().then(() => to('/hook').length), { timeout: 10_000 }).toBe(2)
    await expect.poll(async () => await next.sendAll().then(() => mails.length), { timeout: 10_000 }).toBe(2)
    await next.sendAll()

    expect(new Set(to('/hook').map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    const ids = await Promise.all(mails.map(async (mail) => (await simpleParser(mail)).messageId))
    expect([mails.length, new Set(ids).size]).toEqual([2, 1])
  })
})

it('loops look and send by themselves', async () => {
  const { work, look } = monitoring()
  for (const loop of work.loops) loop.start()
  try {
    await look(0, expiring)
    await expect.poll(() => [mails.length, posts.length], { timeout: 15_000 }).toEqual([1, 3])
  } finally {
    await Promise.all(work.loops.map((loop) => loop.stop()))
  }
})
