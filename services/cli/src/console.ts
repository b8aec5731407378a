import { InvalidArgumentError, Option } from 'commander'
import type { World } from './ports.js'
import { type Environment, type Services, servicesIn } from './surroundings.js'

/** What surrounds the command; passed in, so that a test can be it. */
export interface Console {
  readonly environment: Environment
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Width of the terminal; infinite without one. */
  readonly columns: number
  /** Whether somebody watches `err`, to whom progress is shown. */
  readonly isWatched: boolean
}

export interface CommandNeeds extends Console {
  readonly worldOf: (services: Services) => World
}

/** Has the program end with this exit code. */
export type End = (code: number) => void

interface Shown {
  readonly data: string
}

/** The services that run, as far as the environment and the data folder tell. */
export const worldIn = ({ worldOf, environment }: CommandNeeds, { data }: Shown): World =>
  worldOf(servicesIn({ environment, data }))

export const dataOption = () => new Option('--data <folder>', 'data folder of npm start, to find it').default('data')
export const jsonOption = () => new Option('--json', 'for programs instead of people').default(false)
export const dryRunOption = () => new Option('--dry-run', 'only show what would be done').default(false)

export const jsonOf = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

export const numberBetween =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= least && number <= most) return number
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`)
  }

/** A day stands for its first instant, UTC. */
export const instant = (text: string): string => {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new InvalidArgumentError('Give an instant like 2026-01-31T12:00:00Z, or a day like 2026-01-31.')
}

/** As `words`, each of these. */
export const wordsOf =
  (known: readonly string[]) =>
  (text: string, before: readonly string[] = []): readonly string[] => {
    const strange = words(text).find((word) => !known.includes(word))
    if (strange === undefined) return words(text, before)
    throw new InvalidArgumentError(`There is no ${strange}; there are ${known.join(', ')}.`)
  }

/** Words parted by commas; given several times, all of them. */
export const words = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').filter((word) => word !== ''),
]
