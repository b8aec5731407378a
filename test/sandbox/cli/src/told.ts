import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Options } from './options.js'

/** What a world is made of. */
export interface Told {
  readonly seed: number
  readonly anchor: Date
}

const usualSeed = 2026

/**
 * The seed and anchor asked for; those of its first start where a folder remembers one.
 *
 * @throws Error where a folder remembers others than are asked for
 */
export const toldBy = ({ seed, anchor, startedAt, data }: Options): Told => {
  const asked = { seed: seed ?? usualSeed, anchor: anchor ?? startedAt }
  if (data === undefined) return asked
  const path = join(data, 'story.json')
  if (!existsSync(path)) {
    mkdirSync(data, { recursive: true })
    writeFileSync(path, JSON.stringify(asked))
    return asked
  }
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { seed: number; anchor: string }
  const told = { seed: kept.seed, anchor: new Date(kept.anchor) }
  const isSame = (seed ?? told.seed) === told.seed && (anchor ?? told.anchor).getTime() === told.anchor.getTime()
  if (isSame) return told
  throw new Error(`--data: ${data} remembers --seed ${String(told.seed)} --anchor ${kept.anchor}; take another folder`)
}
