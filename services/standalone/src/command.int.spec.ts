import { createServer, type Server } from 'node:http'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sandboxConfigPath } from './sandboxes.js'
import { type FirstLook, openFirstLook } from './testing/first-look.js'

let look: FirstLook
let shop: string
const asked: string[] = []

/** Until some orders are recorded. */
beforeAll(async () => {
  look = await openFirstLook()
  await look.start()
  shop = await shopWithout('/orders/')
  await waitFor(async () => (await preview('--json')).json?.orders === 80, {
    ...{ limitMs: 170_000, what: 'recorded orders' },
  })
}, 180_000)
const shopServers: Server[] = []
afterAll(async () => {
  for (const server of shopServers) server.close()
  await look.close()
})

/** Shows every page but those under one path. */
const shopWithout = async (path: string): Promise<string> => {
  const server = createServer(({ url = '', method = '' }, response) => {
    asked.push(`${method} ${url}`)
    response.writeHead(url.startsWith(path) ? 404 : 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  shopServers.push(server)
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** What both commands tell programs, as far as it is looked at here. */
interface Told {
  readonly orders: number
  readonly records: readonly unknown[]
  readonly findings: readonly { readonly level: string; readonly subject: string; readonly what: string }[]
}

const run = async (argv: readonly string[]) => {
  const { code, out, err } = await look.concord(argv)
  const json = (argv.includes('--json') && out !== '' ? JSON.parse(out) : undefined) as Told | undefined
  return { code, out, err, json }
}

const faultsIn = (told: Told | undefined) => (told?.findings ?? []).filter(({ level }) => level === 'fault')

/** The running configuration, with every page in the shop of this test, and as a test changes it. */
const draftWith = (change: (text: string) => string): string => {
  const path = join(look.data, 'draft.yaml')
  const text = readFileSync(sandboxConfigPath, 'utf8')
  writeFileSync(path, change(text.replaceAll(/https:\/\/(media\.)?(north|south)\.example\.com/g, shop)))
  return path
}
const preview = (...more: readonly string[]) => run(['preview', '--config', sandboxConfigPath, '--last', '80', ...more])

it('finds nothing different where the draft is what runs', async () => {
  expect(await preview()).toMatchObject({ code: 0, out: expect.stringContaining('Nothing would be different.') })
})

it('shows field by field what a draft would change, and no address of anybody', async () => {
  const draft = draftWith((text) =>
    text.replaceAll(/100[123]/g, '4001').replaceAll('[marketplace.amazon.de]', '[example.com]'),
  )

  const { code, err, json, out } = await run(['preview', '--config', draft, '--last', '20', '--json'])

  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(json?.orders).toBe(20)
  expect(json?.records.length).toBeGreaterThanOrEqual(20)
  expect(json?.records[0]).toMatchObject({
    path: expect.stringMatching(/Url|url|image/),
    after: expect.stringContaining(shop),
  })
  expect(out).not.toContain('@')
})

it('names the faults of a draft, and writes nothing', async () => {
  const faulty = draftWith((text) => text.replaceAll('account: main', 'account: absent'))

  const { code, out } = await run(['preview', '--config', faulty])

  expect(code).toBe(1)
  expect(out).toMatch(/fault +marketplaces\.north\.account +names no entry under accounts/)
  expect(out).toMatch(/fault +marketplaces\.south\.account/)
})

it('checks the running sandboxes, found by the word that was left', async () => {
  const { code, json } = await run(['check', '--json'])

  expect(faultsIn(json)).toEqual([])
  expect(code).toBe(0)
  expect(statSync(join(look.data, 'sandbox', 'running.json')).mode & 0o077).toBe(0)
})

it('asks for every link of recorded orders, each once, and tells which page is missing', async () => {
  const draft = draftWith((text) => text.replace('/account/orders/{orderId}', '/orders/{orderId}/{locale}'))
  asked.length = 0

  const { code, json } = await run(['check', '--config', draft, '--links', '--last', '100', '--json'])

  expect(code).toBe(1)
  const faults = faultsIn(json)
  expect(faults.filter(({ what }) => what.includes('answers 404')).map(({ subject }) => subject)).toContainEqual(
    expect.stringMatching(/^order link in channel \w+ of north$/),
  )
  expect(faults).toContainEqual(
    expect.objectContaining({ what: expect.stringMatching(/^does not resolve for north:order:.*\{locale\}/) }),
  )
  const heads = asked.filter((request) => request.startsWith('HEAD '))
  expect(new Set(heads).size).toBe(heads.length)
})

it('shows where everything stands, and one record whole', async () => {
  const status = await run(['status'])
  expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/\d+ records, all of them accounted for/) })

  const plan = await run(['replay', '--kinds', 'order', '--dry-run'])
  expect(plan).toMatchObject({ code: 0, out: expect.stringMatching(/\d+ records would be replayed/) })

  const { out: told } = await run(['preview', '--config', draftWith((text) => text), '--last', '1', '--json'])
  const key = /north:order:[^"]+|south:order:[^"]+/.exec(told)?.[0] ?? ''
  const record = await run(['records', key, '--verbose'])
  expect(record).toMatchObject({ code: 0, out: expect.stringMatching(/It came in [^]*received\.order\.v1/) })
  expect(record.out).not.toContain('@')
})

it('adds everything up anew, record by record and trigger by trigger, once nothing is on its way', async () => {
  const audit = () => run(['audit'])
  await waitFor(async () => (await audit()).code === 0, { limitMs: 60_000, everyMs: 1_000, what: 'all books to agree' })

  expect((await audit()).out).toContain('journal, timelines and projection agree on every record and trigger')
})

it('has records done again', async () => {
  const { code, out, err } = await run(['replay', '--kinds', 'seller'])

  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/Replay \S+ of \d+ records has begun/) })
  expect(out).toMatch(/\d+ +handed on again/)
})

it('says what to do where nobody answers', async () => {
  const { code, err } = await look.concord(['preview', '--config', sandboxConfigPath], {
    PUBLISHER_URL: 'http://127.0.0.1:9',
  })

  expect(code).toBe(2)
  expect(err).toBe(
    'dd-publisher does not answer at http://127.0.0.1:9. Start Concord, or say where it is by PUBLISHER_URL.\n',
  )
})
