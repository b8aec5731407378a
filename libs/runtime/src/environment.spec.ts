import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { keyRing, port, readEnvironment, secretBytes, urlOf } from './environment.js'
import { ConfigurationRefused } from './errors.js'

const folder = mkdtempSync(join(tmpdir(), 'concord-environment-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const secretOf = (fill: number): string => Buffer.alloc(32, fill).toString('base64')
const Settings = z.object({
  REDIS_URL: urlOf('redis', 'rediss'),
  API_TOKEN: z.string().min(16, 'must have at least 16 characters'),
  PORT: port(8_080),
})
const good = { REDIS_URL: 'redis://127.0.0.1/0', API_TOKEN: 'a-very-long-token' }
const messageOf = (read: () => unknown): string => {
  try {
    read()
  } catch (failure) {
    expect(failure).toBeInstanceOf(ConfigurationRefused)
    return (failure as ConfigurationRefused).message
  }
  throw new Error('it was taken')
}

describe('readEnvironment', () => {
  it('takes what fits, with defaults, and nothing else', () => {
    expect(readEnvironment(Settings, { ...good, HOME: '/root' })).toEqual({ ...good, PORT: 8_080 })
    expect(readEnvironment(Settings, { ...good, PORT: '0' })).toMatchObject({ PORT: 0 })
  })

  it('names all wrong variables at once, and the value of none', () => {
    const wrong = { REDIS_URL: 'amqp://sue:hunter2@broker', API_TOKEN: 'short', PORT: '70000' }
    const message = messageOf(() => readEnvironment(Settings, wrong))

    expect(message.split('\n')).toEqual([
      'The environment cannot be used:',
      '  - REDIS_URL: must be a URL that begins with redis://',
      '  - API_TOKEN: must have at least 16 characters',
      expect.stringMatching(/^ {2}- PORT: /),
    ])
    for (const value of ['hunter2', 'amqp', 'short', '70000']) expect(message).not.toContain(value)
  })

  it('names what is missing, and takes an empty variable for a missing one', () => {
    const message = messageOf(() => readEnvironment(Settings, { API_TOKEN: '', PORT: '' }))

    expect(message).toContain('REDIS_URL: ')
    expect(message).toContain('API_TOKEN: ')
    expect(message).not.toContain('PORT')
  })

  it('reads a setting from the file that it names, unless it stands there itself', () => {
    const API_TOKEN_FILE = join(folder, 'token')
    writeFileSync(API_TOKEN_FILE, 'token-from-a-file\n')
    const { REDIS_URL } = good

    expect(readEnvironment(Settings, { REDIS_URL, API_TOKEN_FILE })).toMatchObject({ API_TOKEN: 'token-from-a-file' })
    expect(readEnvironment(Settings, { REDIS_URL, API_TOKEN: '', API_TOKEN_FILE })).toMatchObject({
      API_TOKEN: 'token-from-a-file',
    })
    expect(readEnvironment(Settings, { ...good, API_TOKEN_FILE })).toMatchObject({ API_TOKEN: good.API_TOKEN })
  })

  it('names a file that cannot be read beside all other faults, even of a setting it could do without', () => {
    const lost = join(folder, 'nowhere')
    const message = messageOf(() => readEnvironment(Settings, { API_TOKEN_FILE: lost, PORT_FILE: lost, PORT: '' }))

    expect(message.split('\n').slice(1)).toEqual([
      '  - REDIS_URL: must be a URL that begins with redis://',
      '  - API_TOKEN_FILE: names a file that cannot be read',
      '  - PORT_FILE: names a file that cannot be read',
    ])
    expect(() => readEnvironment(Settings, { ...good, PORT_FILE: lost })).toThrow(/PORT_FILE/)
  })

  it('leaves alone the files of other programs', () => {
    expect(readEnvironment(Settings, { ...good, SSL_CERT_FILE: join(folder, 'nowhere') })).toMatchObject(good)
  })
})

describe('keyRing', () => {
  it('gives keys with their bytes, newest first', () => {
    expect(keyRing.parse(`k2:${secretOf(2)}, k1:${secretOf(1)}`)).toEqual([
      { id: 'k2', secret: Buffer.alloc(32, 2) },
      { id: 'k1', secret: Buffer.alloc(32, 1) },
    ])
  })

  it.each([
    ['nothing', ''],
    ['a key without id', secretOf(1)],
    ['a key that is too short', 'k1:c2hvcnQ='],
    ['a dot in an id', `k.1:${secretOf(1)}`],
    ['a key that is missing', `k1:${secretOf(1)},`],
    ['one id for two keys', `k1:${secretOf(2)},k1:${secretOf(1)}`],
  ])('refuses %s without showing it', (_what, text) => {
    const { error } = keyRing.safeParse(text)

    expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^must be id:secret pairs/)])
  })
})

it('secretBytes wants 32 bytes', () => {
  expect(secretBytes.parse(secretOf(7))).toEqual(Buffer.alloc(32, 7))
  expect(secretBytes.safeParse('c2hvcnQ=').success).toBe(false)
})
