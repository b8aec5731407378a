import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { ConfigurationRefused } from './errors.js'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment by its schema. A setting may also stand in a file, named by the same variable with `_FILE` behind it.
 *
 * @throws ConfigurationRefused naming all wrong variables at once, without values
 */
export const readEnvironment = <Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
): z.infer<Schema> => {
  const result = schema.safeParse(withFiles(environment))
  if (result.success) return result.data
  throw new ConfigurationRefused('The environment', faultsOf(result.error))
}

const withFiles = (environment: Environment): Record<string, string | undefined> => {
  const settings = { ...environment }
  for (const [name, path] of Object.entries(environment)) {
    if (!name.endsWith('_FILE') || path === undefined) continue
    settings[name.slice(0, -'_FILE'.length)] ??= readFileSync(path, 'utf8').trim()
  }
  return settings
}

/** Every fault by the name of its setting. zod's own messages say what was expected and name no value. */
export const faultsOf = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => `${path.join('.') || '(the whole)'}: ${message}`)

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
  if (keys.every(({ id, secret }) => /^[A-Za-z0-9_-]+$/.test(id) && secret.length === 32)) return keys
  context.addIssue({ code: 'custom', message: 'must be id:secret pairs by comma, each secret 32 bytes as base64' })
  return z.NEVER
})

export const secretBytes = z.string().transform((text, context) => {
  const secret = Buffer.from(text, 'base64')
  if (secret.length === 32) return secret
  context.addIssue({ code: 'custom', message: 'must be 32 bytes as base64' })
  return z.NEVER
})
