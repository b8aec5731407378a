import { createHash } from 'node:crypto'
import type { Instant } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'

/** `concord.yaml` as it was read, every default filled in, so that it can be read once more. */
export interface RunningConfiguration {
  readonly configuration: object
  /** The same for the same meaning, in whatever order it is written. */
  readonly hash: string
}

/** Which one runs since when. */
export interface Configurations {
  /** Notes that it runs from now on, unless it did already. */
  begin(hash: string, now: Instant): Promise<void>
  since(hash: string): Promise<Instant>
}

/** No secret may stand in `concord.yaml`; should somebody have written a password into an address, it is left out. */
export const runningConfiguration = ({ marketplaces, accounts, ...rest }: ConcordConfig): RunningConfiguration => {
  const told = { marketplaces: withoutIds(marketplaces), accounts: withoutIds(accounts), ...rest }
  const configuration = JSON.parse(JSON.stringify(told, withoutPassword)) as object
  const hash = createHash('sha256').update(JSON.stringify(configuration, sorted)).digest('hex')
  return { configuration, hash }
}

/** An id is the name of its entry once more. */
const withoutIds = (entries: Readonly<Record<string, { readonly id: string }>>) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, id: undefined }]))

const withoutPassword = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/^(https?:\/\/)[^/?#]*@/, '$1') : value

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : value
