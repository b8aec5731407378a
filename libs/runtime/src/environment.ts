import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ConfigurationRefused } from './errors.js'
import { faultWords } from './fault-words.js'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment by its schema. A setting may also stand in a file, named by the same variable with `_FILE` behind it.
 * An empty variable counts as not set, since compose files hand unset ones on as empty.
 *
 * @throws ConfigurationRefused naming all wrong variables at once, without values
 */
export const readEnvironment = <Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> => {
  const found = Object.keys(schema.shape).map((name) => ({ name, ...find(name, environment) }))
  const result = schema.safeParse(Object.fromEntries(found.map(({ name, value }) => [name, value])))
  const lost = found.filter(({ isLost }) => isLost).map(({ name }) => name)
  if (result.success && lost.length === 0) return result.data
  const wrong = (result.error?.issues ?? []).filter(({ path: [name] }) => !lost.includes(String(name)))
  throw new ConfigurationRefused('The environment', [
    ...wrong.map(faultOf),
    ...lost.map((name) => `${name}_FILE: names a file that cannot be read`),
  ])
}

const find = (name: string, environment: Environment): { value?: string | undefined; isLost?: boolean } => {
  const value = said(environment[name])
  const path = said(environment[`${name}_FILE`])
  if (value !== undefined || path === undefined) return { value }
  try {
    return { value: readFileSync(path, 'utf8').trim() }
  } catch {
    return { isLost: true }
  }
}

const said = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

/** Every fault by the name of its setting, without a value. */
export const faultsOf = (error: z.ZodError): string[] => error.issues.map(faultOf)

const faultOf = (issue: z.core.$ZodIssue): string => {
  // What is wrong with the name of an entry stands one level deeper.
  const told = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue
  return `${issue.path.join('.') || '(the whole)'}: ${faultWords(told)}`
}

/** `REDIS_URL` and the like. */
export const urlOf = (...protocols: readonly string[]): z.ZodType<string> =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `must be a URL that begins with ${protocols[0]}://`,
  })

/** A port; 0 takes any free one. */
export const port = (fallback: number): z.ZodType<number> =>
  z.coerce.number().int().min(0).max(65_535).default(fallback)

/** `id:secret,id:secret`, newest first; secrets are 32 bytes as base64. */
export const keyRing = z.string().transform((text, context) => {
  const keys = text.split(',').map((entry) => {
    const [id = '', secret = ''] = entry.trim().split(':')
    return { id, secret: Buffer.from(secret, 'base64') }
  })
  const areDistinct = new Set(keys.map(({ id }) => id)).size === keys.length
  if (areDistinct && keys.every(({ id, secret }) => /^[A-Za-z0-9_-]+$/.test(id) && secret.length === 32)) return keys
  const message = 'must be id:secret pairs by comma, no id twice, each secret 32 bytes as base64'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

export const secretBytes = z.string().transform((text, context) => {
  const secret = Buffer.from(text, 'base64')
  if (secret.length === 32) return secret
  context.addIssue({ code: 'custom', message: 'must be 32 bytes as base64' })
  return z.NEVER
})
