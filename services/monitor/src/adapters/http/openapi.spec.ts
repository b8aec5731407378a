import { createConfig, lintFromString } from '@redocly/openapi-core'
import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Timelines } from '../../ports.js'
import type { Reconciliations } from '../../reconciliation.js'
import { noAlerts, noPending } from '../../testing/alerts.js'
import { edgeOf } from '../../testing/edges.js'
import { noBooks, noChanges, noExceptions } from '../../testing/exceptions.js'
import { monitorRoutes, routesOf } from '../http.js'
import { documentOf } from './openapi.js'
import { patternOf, type Route } from './route.js'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly security?: readonly unknown[]
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: object }>>
}

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>
  readonly required?: readonly string[]
}

const edge = edgeOf().edge
const reconciling = {
  ...{ reconciliations: {} as Reconciliations, edges: { marketplace: edge, account: edge } },
  ...{ marketplaces: [], missing: [], wake: () => undefined },
}
const needs = {
  timelines: {} as Timelines,
  exceptions: noExceptions,
  changes: noChanges,
  alerts: noAlerts,
  pending: noPending,
  books: noBooks,
  reconciling,
  running: { configuration: {}, hash: '', configurations: { since: async () => '' } },
}
const routes: readonly Route[] = routesOf(needs)
const document = JSON.parse(JSON.stringify(documentOf(routes)))
const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
)

/** Every value under one name, wherever it stands. */
const allOf = (name: string, node: unknown): unknown[] =>
  typeof node === 'object' && node !== null
    ? Object.entries(node).flatMap(([key, value]: [string, unknown]) => [
        ...(key === name ? [value] : []),
        ...allOf(name, value),
      ])
    : []

describe('the OpenAPI document', () => {
  it('is one that a linter has nothing to say against', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: JSON.stringify(document), config })

    expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([])
  })

  it('is served to everybody, as it is made', async () => {
    const app = express().use(monitorRoutes({ ...needs, people: () => undefined }))

    expect(await request(app).get('/openapi.json')).toMatchObject({ status: 200, body: document })
  })

  it('has every route that the router has, and no other', () => {
    const { stack } = monitorRoutes({ ...needs, people: () => undefined })
    const routed = stack.map(({ route }) => {
      const { path, methods } = route as unknown as { path: string; methods: Record<string, boolean> }
      return `${Object.keys(methods).join()} ${path}`
    })

    expect(operations.map(({ path, method }) => `${method} ${patternOf(path)}`).toSorted()).toEqual(routed.toSorted())
  })

  it('is of the version it says, and names what it is', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d$/)
    expect(document.info).toMatchObject({ title: expect.stringMatching(/\S/), version: expect.stringMatching(/\S/) })
  })

  it('refers only to what is in it, and names nothing that nobody refers to', () => {
    const referred = new Set(allOf('$ref', document))
    const schemas = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`)

    expect([...referred].filter((reference) => !schemas.includes(String(reference)))).toEqual([])
    expect(schemas.filter((name) => !referred.has(name))).toEqual([])
    expect([...allOf('$schema', document), ...allOf('$id', document), ...allOf('$defs', document)]).toEqual([])
  })

  it('gives each operation a name of its own', () => {
    const names = operations.map(({ operation }) => operation.operationId)

    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+$/)
  })

  describe.each(operations)('$method $path', ({ path, operation }) => {
    it('says in a sentence what it is, and describes every answer', () => {
      expect(operation.summary).toMatch(/^[A-Z].*[^.]$/)
      for (const { description, content } of Object.values(operation.responses)) {
        expect(description).toMatch(/\S/)
        expect(Object.keys(content)).not.toEqual([])
      }
    })

    it('declares exactly the parameters of its path, as required, and none twice', () => {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')

      expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      expect(inPath.every(({ required }) => required)).toBe(true)
      expect(new Set(operation.parameters.map(({ name }) => name)).size).toBe(operation.parameters.length)
    })

    it('answers what is wrong with a problem, and says who is let in', () => {
      const isOpen = path === '/openapi.json'

      expect(operation.responses).toHaveProperty('400')
      expect('401' in operation.responses).toBe(!isOpen)
      expect(operation.security).toEqual(isOpen ? [] : undefined)
      for (const [status, { content }] of Object.entries(operation.responses))
        if (status !== '200') expect(Object.keys(content)).toEqual(['application/problem+json'])
    })
  })

  it('requires of a body what is required, and says what it means', () => {
    const dismissal = document.paths['/v1/exceptions/{id}/dismiss'].post.requestBody
    const { schema } = dismissal.content['application/json'] as { schema: Schema }

    expect(schema.required).toEqual(['reason'])
    expect(schema.properties?.['reason']?.description).toMatch(/\S/)
  })
})
