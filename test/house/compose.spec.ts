import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

interface Container {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: unknown
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')

const text = read('docker-compose.yml')
const { services } = parse(text, { merge: true }) as { services: Readonly<Record<string, Container>> }
const containers = Object.entries(services)
const ours = containers.filter(([, { image }]) => image === 'concord:local')

describe('docker-compose.yml', () => {
  it.each(ours.filter(([name]) => name !== 'sandbox-seed'))(
    '%s runs a program that the build makes',
    (_, { command }) => {
      const [node, program = ''] = command ?? []

      expect(node).toBe('node')
      expect(existsSync(`${root}/${program.replace('/dist/', '/src/').replace(/\.js$/, '.ts')}`)).toBe(true)
    },
  )

  it('waits for nothing that has no health check', () => {
    const awaited = new Set(
      containers.flatMap(([, { depends_on: waits = {} }]) =>
        Object.entries(waits).flatMap(([name, { condition }]) => (condition === 'service_healthy' ? [name] : [])),
      ),
    )

    expect([...awaited].toSorted()).toEqual(['postgres', 'rabbitmq', 'redis'])
    for (const name of awaited) expect(services[name]).toHaveProperty('healthcheck')
  })

  it('takes from the environment exactly what .env.example explains', () => {
    const taken = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name))
    const explained = new Set([...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name))

    expect([...taken].toSorted()).toEqual([...explained].toSorted())
  })

  it('gives the secrets of a platform only to whoever talks to it', () => {
    const holding = (names: RegExp): string[] =>
      ours.flatMap(([name, { environment = {} }]) =>
        Object.keys(environment).some((key) => names.test(key)) ? [name] : [],
      )

    expect(holding(/^MIRAKL_[A-Z]+_(URL|KEY|SCHEME|CLIENT_ID|CLIENT_SECRET|TOKEN_URL)$/)).toEqual([
      'ingest-gateway',
      'consent-guard',
    ])
    expect(holding(/^MIRAKL_[A-Z]+_(STATISTICS_PATH|INCIDENTS_PATH|WEBHOOK_TOKEN)$/)).toEqual(['ingest-gateway'])
    expect(
      holding(
        /^MIRAKL_(?![A-Z]+_(URL|KEY|SCHEME|CLIENT_ID|CLIENT_SECRET|TOKEN_URL|STATISTICS_PATH|INCIDENTS_PATH|WEBHOOK_TOKEN)$)/,
      ),
    ).toEqual([])
    expect(holding(/^RELAY_/)).toEqual(['ingest-gateway'])
    expect(holding(/^DOTDIGITAL_[A-Z]+_(URL|USER|PASSWORD)$/)).toEqual(['consent-guard', 'dd-publisher'])
    expect(holding(/^DOTDIGITAL_[A-Z]+_WEBHOOK_/)).toEqual(['ingest-gateway'])
    expect(holding(/^DOTDIGITAL_(?![A-Z]+_(URL|USER|PASSWORD|WEBHOOK_[A-Z]+)$)/)).toEqual([])
  })

  it('names images by their short names only', () => {
    for (const [, { image }] of containers) expect(image).toMatch(/^[a-z]+:[\w.-]+$/)
  })
})
