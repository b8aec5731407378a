import { account, type Account, discovered } from './account.js'
import { campaigns, type Campaigns } from './campaigns.js'
import { connect, type ConnectionOptions } from './connection.js'
import { statusReader } from './consent-status.js'
import { contacts, type Contacts } from './contacts.js'
import { dataFields, type DataFields } from './data-fields.js'
import { insight, type Insight } from './insight.js'
import { programs, type Programs } from './programs.js'
import type { Rate } from './rate.js'
import { suppressions, type Suppressions } from './suppressions.js'

export interface DotdigitalOptions {
  /** Like `https://r2-api.dotdigital.com`. Where left out, the account's region is asked for at the first call. */
  readonly url?: string | undefined
  /** The API user (Settings, Access), like `apiuser-…@apiconnector.com`. */
  readonly user: string
  readonly password: string
  /**
   * From the first byte out to the last byte in. Default 121,000: Dotdigital asks clients to wait that long, and a shorter
   * limit turns slow sends into unknown ones.
   */
  readonly timeoutMs?: number | undefined
  /** Told after each answer what is left of the tier it belongs to. */
  readonly onRate?: ((rate: Rate) => void) | undefined
  /** Told of each status word nobody has thought about; it counts as blocked. */
  readonly onUnknownStatus?: ((word: string) => void) | undefined
  /** Where the region is asked for; default region 1, which answers for all. */
  readonly discoveryUrl?: string | undefined
  readonly now?: (() => Date) | undefined
}

/**
 * One Dotdigital account. Each call is made once: nothing is repeated here, and what is thrown (errors.ts) says whether
 * and when it may be. Transient failures are common to all calls and not named at each.
 */
export interface Dotdigital {
  readonly account: Account
  readonly contacts: Contacts
  readonly insight: Insight
  readonly dataFields: DataFields
  readonly suppressions: Suppressions
  readonly campaigns: Campaigns
  readonly programs: Programs
  /** Lets calls in flight end, then closes the connections. */
  close(): Promise<void>
}

const anyRegion = 'https://r1-api.dotdigital.com'

export const createDotdigital = (options: DotdigitalOptions): Dotdigital => {
  const settings: ConnectionOptions = {
    user: options.user,
    password: options.password,
    timeoutMs: options.timeoutMs ?? 121_000,
    onRate: options.onRate ?? (() => undefined),
    now: options.now ?? (() => new Date()),
  }
  const { ask, close } =
    options.url === undefined ? discovered(options.discoveryUrl ?? anyRegion, settings) : connect(options.url, settings)
  const statusOf = statusReader(options.onUnknownStatus ?? (() => undefined))
  return {
    account: account(ask),
    contacts: contacts(ask, statusOf),
    insight: insight(ask),
    dataFields: dataFields(ask),
    suppressions: suppressions(ask, statusOf),
    campaigns: campaigns(ask),
    programs: programs(ask),
    close,
  }
}
