import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chooseWay, ServersMissing, type Facts } from './choose-way.js'
import { serverNames } from './servers.js'

const facts = (found: Partial<Facts> = {}): Facts => ({
  wanted: serverNames,
  given: [],
  hasDocker: false,
  installed: [],
  mayInstall: false,
  ...found,
})

it('takes what the environment names before all else', () => {
  const way = chooseWay(facts({ given: serverNames, hasDocker: true, installed: serverNames, mayInstall: true }))

  expect(way).toEqual({ kind: 'given' })
})

it('looks elsewhere only for what the environment does not name', () => {
  const way = chooseWay(facts({ given: ['postgres'], hasDocker: true }))

  expect(way).toEqual({ kind: 'containers', servers: ['rabbitmq', 'redis'] })
})

it('prefers containers to binaries, and binaries to installing', () => {
  expect(chooseWay(facts({ hasDocker: true, installed: serverNames, mayInstall: true })).kind).toBe('containers')
  expect(chooseWay(facts({ installed: serverNames, mayInstall: true })).kind).toBe('binaries')
})

it('installs only what is missing', () => {
  const way = chooseWay(facts({ installed: ['postgres'], mayInstall: true }))

  expect(way).toEqual({ kind: 'install', servers: serverNames, missing: ['rabbitmq', 'redis'] })
})

it('needs nothing of what is not wanted', () => {
  expect(chooseWay(facts({ wanted: [] }))).toEqual({ kind: 'given' })
  expect(chooseWay(facts({ wanted: ['redis'], installed: ['redis'] }))).toEqual({
    kind: 'binaries',
    servers: ['redis'],
  })
})

it('says what is missing where no way is open', () => {
  expect(chooseWay(facts({ installed: ['redis'] }))).toEqual({ kind: 'none', missing: ['rabbitmq', 'postgres'] })
})

it('names each way to provide what is missing, and nothing that is there', () => {
  const { message } = new ServersMissing(['rabbitmq', 'redis'])

  expect(message).toContain('missing: RabbitMQ, Redis.')
  expect(message).toContain('RABBITMQ_URL, REDIS_URL')
  expect(message).toContain('DOCKER_HOST')
  expect(message).toContain('apt-get install rabbitmq-server redis-server')
  expect(message).not.toContain('POSTGRES')
})

it('never starts a server that was given, nor one that was not wanted', () => {
  const some = fc.subarray([...serverNames])
  const all = fc.record({
    wanted: some,
    given: some,
    hasDocker: fc.boolean(),
    installed: some,
    mayInstall: fc.boolean(),
  })

  fc.assert(
    fc.property(all, (found) => {
      const way = chooseWay(found)
      const started = 'servers' in way ? way.servers : []
      expect(started.every((name) => found.wanted.includes(name) && !found.given.includes(name))).toBe(true)
    }),
  )
})
