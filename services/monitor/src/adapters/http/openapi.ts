import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { Described } from './route.js'
import { named } from './schemas.js'

const registry = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries(named)) registry.add(schema, { id })

const referenceTo = (id: string): string => `#/components/schemas/${id}`

/** The OpenAPI 3.1 document of these routes, from the schemas that read what is asked and describe what is answered. */
export const documentOf = (routes: readonly Described[]) => ({
  openapi: '3.1.1',
  info: {
    title: 'Concord monitor',
    version: '1',
    description: 'Where every record is and why, what a person must act on, and who did what.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [{ bearer: [] }],
  paths: pathsOf(routes),
  webhooks: {
    alert: {
      post: {
        operationId: 'takeAlert',
        summary: 'What is posted to an alert route that is a webhook, signed the Standard Webhooks way',
        security: [],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: referenceTo('AlertHook') } } },
        },
        responses: { 200: { description: 'Taken; anything but a 2xx is posted again, with the same webhook-id' } },
      },
    },
  },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, schemas: namedSchemas() },
})

/** Each path once, with every method it has. */
const pathsOf = (routes: readonly Described[]) => {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) }
  return paths
}

const operationOf = ({ name, summary, path, query, headers, body, answers, problems, allows }: Described) => ({
  operationId: name,
  summary,
  ...(allows === 'everybody' ? { security: [] } : {}),
  parameters: [...inPath(path), ...parametersOf('query', query), ...parametersOf('header', headers)],
  ...(body && { requestBody: { required: true, content: { 'application/json': { schema: bare(body) } } } }),
  responses: {
    200: { description: 'As asked', content: contentOf(answers) },
    ...Object.fromEntries(problemsOf(allows, problems).map((status) => [status, problemOf(status)])),
  },
})

const problemsOf = (allows: Described['allows'], more: readonly number[]): readonly number[] => [
  400,
  ...(allows === 'everybody' ? [] : [401]),
  ...(allows === 'everybody' || allows === 'readers' ? [] : [403]),
  ...more,
]

const problemOf = (status: number) => ({
  description: STATUS_CODES[status] ?? 'A problem',
  content: { 'application/problem+json': { schema: { $ref: referenceTo('Problem') } } },
})

const contentOf = (answers: Described['answers']) =>
  Object.fromEntries(
    Object.entries(answers).map(([media, schema]) => {
      const id = registry.get(schema)?.id
      return [media, { schema: id === undefined ? bare(schema) : { $ref: referenceTo(id) } }]
    }),
  )

const inPath = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

const parametersOf = (place: 'query' | 'header', given: z.ZodObject) => {
  const { properties = {}, required = [] } = z.toJSONSchema(given, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: place, required: required.includes(name), schema },
  }))
}

const bare = (schema: z.ZodType) => withoutNames(z.toJSONSchema(schema, { io: 'input' }))

const namedSchemas = () =>
  Object.fromEntries(
    Object.entries(z.toJSONSchema(registry, { uri: referenceTo }).schemas).map(([id, schema]) => [
      id,
      withoutNames(schema),
    ]),
  )

/** In OpenAPI the place is the name, and the dialect is that of the whole document. */
const withoutNames = ({ $schema, $id, ...schema }: z.core.JSONSchema.BaseSchema): object => {
  void [$schema, $id]
  return schema
}
