import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { World } from './ports.js'
import { DraftRefused } from './errors.js'
import { runCommand } from './program.js'
import type { Services } from './surroundings.js'
import { account, failing, publisher, world } from './testing/worlds.js'

let folder: string
let config: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'concord-cli-'))
  config = join(folder, 'draft.yaml')
  writeFileSync(
    config,
    `
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
accounts:
  main: { newContacts: never, triggers: { shipped: { purpose: transactional, maxAgeHours: 1, channel: { program: 77 } } } }
`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const environment = {
  MIRAKL_NORTH_URL: 'https://acme.example.org',
  MIRAKL_NORTH_KEY: 'key',
  DOTDIGITAL_MAIN_USER: 'user',
  DOTDIGITAL_MAIN_PASSWORD: 'password',
}
const programs = () => Promise.resolve([{ id: 77, name: 'Thanks', isActive: true }])
const fine = { openAccount: () => account({ programs }) }

const run = async (
  argv: readonly string[],
  changed: Partial<World> = fine,
  variables: Record<string, string> = environment,
) => {
  const said = { out: '', err: '' }
  const services: Services[] = []
  const code = await runCommand([...argv, '--data', folder], {
    ...{ environment: variables, columns: 100, isWatched: false },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    worldOf: (at) => {
      services.push(at)
      return world(changed)
    },
  })
  return { code, ...said, services: services[0] }
}

it('ends with 0 where all is fine, and with 1 where there is a fault', async () => {
  expect((await run(['check', '--config', config])).code).toBe(0)
  expect((await run(['check', '--config', config], { openAccount: () => account() })).code).toBe(1)
  expect((await run(['check', '--config', config], fine, {})).code).toBe(1)
})

it('fails for warnings only where --strict is given', async () => {
  const foreign = { openAccount: () => account({ programs, recordKeys: () => Promise.resolve(['7']) }) }

  expect((await run(['check', '--config', config], foreign)).code).toBe(0)
  expect((await run(['check', '--strict', '--config', config], foreign)).code).toBe(1)
})

it.each([
  [['chek'], 'Did you mean check?'],
  [['check', '--last', '0', '--links'], 'Give a whole number from 1 to 1000.'],
  [['check', '--orders-per-day', 'many'], 'Give a whole number'],
  [['check', '--config', 'nowhere.yaml'], 'nowhere.yaml cannot be read.'],
  [['preview'], "required option '--config <file>'"],
])('ends with 2 where it cannot do its work: %j', async (argv, told) => {
  const { code, err, out } = await run(argv)

  expect(code).toBe(2)
  expect(err).toContain(told)
  expect(out).toBe('')
})

it('ends with 2 where there is no configuration to look at, and says how to get one', async () => {
  const back = process.cwd()
  process.chdir(folder)
  const { code, err } = await run(['check'], fine, {}).finally(() => process.chdir(back))

  expect(code).toBe(2)
  expect(err).toContain('npm start')
})

it('ends with 0 where help is asked for', async () => {
  const { code, out } = await run(['--help'])

  expect(code).toBe(0)
  expect(out).toContain('Exit codes: 0 fine, 1 faults found or no such thing, 2')
})

it('says how busy each channel would be, where it is told how many orders to expect', async () => {
  const { code, out } = await run(['check', '--json', '--orders-per-day', '9000', '--config', config])

  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ faults: 0, warnings: 1 })
  expect(out).toContain('900 enrolments by shipped in the busiest hour need 36 calls')
})

it('asks for links only where it is told to, and takes it for a fault where nobody knows of orders', async () => {
  const links = [{ order: 'north:order:N-1', kind: 'order', after: 'https://north.example.org/N-1' }]
  const preview = (_text: string, last: number) =>
    Promise.resolve({
      orders: last,
      contacts: 1,
      fields: [],
      records: [],
      triggers: [],
      identity: [],
      links,
      unknown: [],
    })
  const broken = { ...fine, publisher: publisher({ preview }), visit: () => Promise.resolve({ status: 404 }) }

  expect((await run(['check', '--config', config], broken)).code).toBe(0)
  const asked = await run(['check', '--links', '--config', config], broken)
  expect(asked.code).toBe(1)
  expect(asked.out).toContain('answers 404')
  const nobody = await run(['check', '--links', '--config', config])
  expect(nobody.code).toBe(1)
  expect(nobody.out).toContain('PUBLISHER_URL')
})

it('closes what it opened, even where that is away', async () => {
  const closed: string[] = []
  const close = async () => void closed.push('account')

  await run(['check', '--config', config], {
    openAccount: () => account({ close, region: failing('dotdigital-unavailable') }),
  })

  expect(closed).toEqual(['account'])
})

it('names the faults of a draft that the publisher refuses, and ends with 1', async () => {
  const preview = () => Promise.reject(new DraftRefused(['accounts.main.newContacts: must be one of these']))

  const { code, out } = await run(['preview', '--config', config], { publisher: publisher({ preview }) })

  expect(code).toBe(1)
  expect(out).toMatch(/fault +accounts\.main\.newContacts/)
})

it('ends with 2 where the publisher does not answer a preview', async () => {
  expect(await run(['preview', '--config', config])).toMatchObject({ code: 2, err: 'nobody answers\n', out: '' })
})

it('finds the services by the environment, else where npm start left word, else where they usually are', async () => {
  const preview = ['preview', '--config', config]
  const urlsIn = async (variables: Record<string, string>) => {
    const { services } = await run(preview, fine, variables)
    return services && [services.gateway, services.monitor, services.publisher].map(({ url }) => url)
  }
  expect(await urlsIn({})).toEqual(['http://127.0.0.1:8080', 'http://127.0.0.1:8081', 'http://127.0.0.1:8082'])

  const told = { PUBLISHER_URL: 'http://publisher.example.org', GATEWAY_URL: 'http://gateway.example.org' }
  expect(await urlsIn({ ...told, MONITOR_URL: 'https://monitor.example.org' })).toEqual([
    ...['http://gateway.example.org', 'https://monitor.example.org', 'http://publisher.example.org'],
  ])
  expect(await run(preview, fine, { PUBLISHER_URL: 'nonsense' })).toMatchObject({
    code: 2,
    err: expect.stringContaining('PUBLISHER_URL: must be a URL'),
  })
})

it('shows the services the tokens it was given', async () => {
  const { services } = await run(['status'], fine, { API_TOKEN: 'of readers', OPERATOR_TOKEN: 'of operators' })

  expect(services?.gateway).toMatchObject({ token: 'of readers', operatorToken: 'of operators' })
})

it('shows every service your own token, before those of nobody', async () => {
  const shared = { API_TOKEN: 'of readers', OPERATOR_TOKEN: 'of operators', MONITOR_TOKEN: 'of monitor' }
  const { services } = await run(['status'], fine, { ...shared, CONCORD_TOKEN: 'my own' })
  const { services: without } = await run(['status'], fine, shared)

  for (const at of Object.values(services ?? {})) expect(at).toMatchObject({ token: 'my own', operatorToken: 'my own' })
  expect(without?.monitor.token).toBe('of monitor')
  expect(without?.publisher.token).toBe('of readers')
})
