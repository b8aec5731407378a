import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDotdigitalSandbox, type SandboxOptions } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { afterEach, describe, expect, it } from 'vitest'
import type { Finding } from './finding.js'
import { runCommand } from './program.js'
import { worldOf } from './world.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const text = `
marketplaces:
  acme: { account: main, emailField: shopper, links: { order: 'https://acme.example.org/{orderId}', channels: { FR: {} } } }
accounts:
  main:
    newContacts: never
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 1, channel: { program: 77 } }
      received: { purpose: transactional, maxAgeHours: 1, channel: { listEntry: 12 } }
`
const [user, password] = ['apiuser', 'the-password']

const sandboxes = async (dotdigital: SandboxOptions['world']) => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-check-'))
  const world = tinyWorld()
  const shopper = { code: 'shopper', label: 'Shopper', type: 'STRING', entity: 'ORDER', required: false } as const
  const fields = { additionalFields: [{ ...shopper, shopPermission: 'INVISIBLE' as const }] }
  const marketplaces = world.marketplaces.map((marketplace) => ({ ...marketplace, ...fields }))
  const mirakl = await createMiraklSandbox({ port: 0, world: { ...world, marketplaces } })
  const account = await createDotdigitalSandbox({ port: 0, world: dotdigital, user, password })
  writeFileSync(join(folder, 'concord.yaml'), text)
  closing.push(
    () => rmSync(folder, { recursive: true }),
    () => mirakl.stop(),
    () => account.stop(),
  )
  const environment = {
    MIRAKL_ACME_URL: `${mirakl.url}/acme`,
    MIRAKL_ACME_KEY: 'operator-key',
    DOTDIGITAL_MAIN_URL: account.url,
    DOTDIGITAL_MAIN_USER: user,
    DOTDIGITAL_MAIN_PASSWORD: password,
    // A port that nothing listens on.
    PUBLISHER_URL: 'http://127.0.0.1:9',
  }
  const run = async (changed: Readonly<Record<string, string>> = {}, ...argv: readonly string[]) => {
    let out = ''
    const code = await runCommand(['check', '--json', '--config', join(folder, 'concord.yaml'), ...argv], {
      ...{ environment: { ...environment, ...changed }, columns: 100, isWatched: false, worldOf },
      out: (told) => void (out += told),
      err: () => undefined,
    })
    const { findings } = JSON.parse(out) as { findings: readonly Finding[] }
    return { code, out, findings }
  }
  const callsOf = async (url: string) =>
    ((await (await fetch(`${url}/_sandbox/calls`)).json()) as { calls: { method: string }[] }).calls
  return { run, calls: async () => [...(await callsOf(mirakl.url)), ...(await callsOf(account.url))] }
}

const seeded: SandboxOptions['world'] = {
  programs: [{ id: 77, name: 'Thanks' }],
  lists: [{ id: 12, name: 'News' }],
}
const faultsIn = (findings: readonly Finding[]) =>
  findings.filter(({ level }) => level === 'fault').map(({ subject, what }) => `${subject} ${what}`)

describe('check, against both vendors', { timeout: 30_000 }, () => {
  it('finds all that is as it should be, and only reads', async () => {
    const { run, calls } = await sandboxes(seeded)

    const { code, findings } = await run()

    expect(faultsIn(findings)).toEqual([])
    expect(code).toBe(0)
    const told = findings.map(({ what }) => what)
    expect(told).toContain('answers and takes the key; its clock is Europe/Paris')
    expect(told).toContain('shopper is a custom field of orders')
    expect(told).toContain('the marketplace has FR')
    expect(told).toContain('program 77 is Thanks')
    expect(told).toContain('list 12 is News')
    expect(findings.filter(({ what }) => what.includes('calls a minute are left'))).not.toEqual([])
    expect(new Set((await calls()).map(({ method }) => method))).toEqual(new Set(['GET']))
  })

  it('tells of a key that does not take, and shows no secret', async () => {
    const { run } = await sandboxes(seeded)

    const { code, out, findings } = await run({
      MIRAKL_ACME_KEY: 'wrong-key',
      DOTDIGITAL_MAIN_PASSWORD: 'wrong-password',
    })

    expect(code).toBe(1)
    expect(faultsIn(findings)).toEqual([
      expect.stringMatching(/^marketplace acme does not tell its clock: .*refused the credentials/),
      expect.stringMatching(/^account main does not answer as Dotdigital: /),
    ])
    expect(out).not.toMatch(/wrong-key|wrong-password|the-password|operator-key/)
  })

  it('tells of a seller’s key, which may not list sellers', async () => {
    const { run } = await sandboxes(seeded)

    expect(faultsIn((await run({ MIRAKL_ACME_KEY: 'seller-key' })).findings)).toContainEqual(
      expect.stringMatching(/^marketplace acme does not let us read sellers/),
    )
  })

  it('tells of vendors that are away', async () => {
    const { run } = await sandboxes(seeded)

    const { findings } = await run({ MIRAKL_ACME_URL: 'http://127.0.0.1:9', DOTDIGITAL_MAIN_URL: 'http://127.0.0.1:9' })

    expect(faultsIn(findings)).toHaveLength(2)
  })

  it('tells of what the account does not have, and of what stands in Concord’s way', async () => {
    const { run } = await sandboxes({
      programs: [{ id: 77, name: 'Thanks', status: 'Draft' }],
      dataFields: [{ name: 'MP_ORDERS', type: 'String' }],
    })

    const { findings } = await run()

    expect(faultsIn(findings)).toEqual([
      expect.stringMatching(/^data field MP_ORDERS the data field MP_ORDERS is of type String and has to be Numeric/),
      'accounts.main.triggers.received.channel the account has nothing of this kind with the id 12',
    ])
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'warning', subject: 'accounts.main.triggers.shipped.channel' }),
    )
  })

  it('says that capacity and links were not looked at where Concord does not run', async () => {
    const { run } = await sandboxes(seeded)

    const { code, findings } = await run({}, '--links')

    expect(code).toBe(1)
    expect(faultsIn(findings)).toEqual([
      expect.stringMatching(/^links were not asked for: dd-publisher does not answer/),
    ])
    expect(findings).toContainEqual(expect.objectContaining({ level: 'note', subject: 'capacity' }))
  })
})
