import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyRing } from '@concord/storage'
import { z } from 'zod'

/** What a first start decides once, so that every later start goes on with it. */
export interface DataFolder {
  readonly path: string
  /** The story's seed, the instant it is told from, and how many orders it has; as many as usual where left out. */
  readonly world: { readonly seed: number; readonly anchor: Date; readonly size?: number }
  readonly keyRing: KeyRing
  /** Token and secrets of the sandboxes' webhooks and relays. */
  readonly secrets: { readonly webhookToken: string; readonly relaySecret: string }
}

const Kept = z.object({
  seed: z.number(),
  anchor: z.string(),
  key: z.string(),
  hashKey: z.string(),
  webhookToken: z.string(),
  relaySecret: z.string(),
})

/** Opens the folder, or lays it out; `seed` only counts for a new one. */
export const openDataFolder = (path: string, seed: number, now: Date): DataFolder => {
  mkdirSync(path, { recursive: true })
  const file = join(path, 'concord.json')
  if (!existsSync(file)) keep(file, { ...freshSecrets(), seed, anchor: now.toISOString() })
  const kept = Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
  return {
    path,
    world: { seed: kept.seed, anchor: new Date(kept.anchor) },
    keyRing: {
      keys: [{ id: 'k1', secret: Buffer.from(kept.key, 'base64') }],
      hashSecret: Buffer.from(kept.hashKey, 'base64'),
    },
    secrets: { webhookToken: kept.webhookToken, relaySecret: kept.relaySecret },
  }
}

const secret = (): string => randomBytes(32).toString('base64')

const freshSecrets = () => ({
  key: secret(),
  hashKey: secret(),
  webhookToken: randomBytes(24).toString('hex'),
  relaySecret: `whsec_${secret()}`,
})

/** Whole or not at all: a start that dies here is a first start again. */
const keep = (file: string, kept: z.infer<typeof Kept>): void => {
  writeFileSync(`${file}.new`, JSON.stringify(kept, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
