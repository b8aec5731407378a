import { account, type Account, discovered } from './account.js'
import type { Ask } from './call.js'
import { campaigns, type Campaigns } from './campaigns.js'
import { createCircuits } from './circuits.js'
import { type CallMade, connect, type ConnectionOptions } from './connection.js'
import { statusReader } from './consent-status.js'
import { contacts, type Contacts } from './contacts.js'
import { customIdentifiers, type CustomIdentifiers } from './custom-identifiers.js'
import { dataFields, type DataFields } from './data-fields.js'
import { type EnrolmentHour, enrolmentHour } from './enrolment-hour.js'
import { events, type Events } from './events.js'
import { type Health, remembering } from './health.js'
import { insight, type Insight } from './insight.js'
import { lists, type Lists } from './lists.js'
import { preferences, type Preferences } from './preferences.js'
import { programs, type Programs } from './programs.js'
import { type RateTiers, unlimited } from './rate-tiers.js'
import { suppressions, type Suppressions } from './suppressions.js'

export interface DotdigitalOptions {
  /** Like `https://r2-api.dotdigital.com`. Where left out, the account's region is asked for at the first call. */
  readonly url?: string | undefined
  /** The API user (Settings, Access), like `apiuser-…@apiconnector.com`. */
  readonly user: string
  readonly password: string
  /**
   * From the first byte out to the last byte in, repeats and the rests between them included. Default 121,000: Dotdigital
   * asks clients to wait that long, and a shorter limit turns slow sends into unknown ones.
   */
  readonly timeoutMs?: number | undefined
  /**
   * How often a read or a deletion is repeated that got no whole answer, a 5xx, or Dotdigital's word that it is away for a
   * moment; default 2. Never after a 429 or another 4xx, nor where it said when to come again; and nothing else is ever
   * repeated. Rests begin at 200 ms, double, and are up to twice as long by chance.
   */
  readonly retries?: number | undefined
  /** Know when a tier is used up before Dotdigital refuses; default: none, and each call is tried. */
  readonly tiers?: RateTiers | undefined
  /**
   * How long a call may wait for a tier that is used up, in milliseconds; default 0: it fails at once and says when to come
   * again, which is right for work that lies in a table. A reading of many pages, which would have to begin anew, rather
   * waits for a minute and a bit; whoever stops the process meanwhile waits with it.
   */
  readonly tierWaitMs?: number | undefined
  /**
   * How long nothing is called after Dotdigital was away for three calls of a tier in a row, or for more than half of at
   * least ten in a minute; in milliseconds, up to half as much again by chance; default 10,000. Then one call is let
   * through, and if it is answered all are. Shorter, and more sends run into an outage, each to end as unknown; longer, and
   * work goes on later than it could.
   */
  readonly circuitRestMs?: number | undefined
  /** Told of each status word nobody has thought about; it counts as blocked. */
  readonly onUnknownStatus?: ((word: string) => void) | undefined
  /** Told of each call that left, repeats included, for whoever counts; must not throw. */
  readonly onCall?: ((call: CallMade) => void) | undefined
  /** Where the region is asked for; default region 1, which answers for all. */
  readonly discoveryUrl?: string | undefined
  readonly now?: (() => Date) | undefined
}

/**
 * One Dotdigital account. What is thrown (errors.ts) says whether and when a call may be made again. Transient failures are
 * common to all calls and not named at each.
 *
 * Nobody is subscribed by accident: only `contacts.create` can say a status, and every other write of a contact matches
 * its id.
 */
export interface Dotdigital {
  readonly account: Account
  readonly contacts: Contacts
  readonly insight: Insight
  readonly dataFields: DataFields
  readonly customIdentifiers: CustomIdentifiers
  readonly suppressions: Suppressions
  readonly lists: Lists
  readonly preferences: Preferences
  readonly campaigns: Campaigns
  readonly programs: Programs
  readonly events: Events
  /** How the account answers, as far as this client has seen. */
  health(): Health
  /** Lets calls in flight end, then closes the connections. */
  close(): Promise<void>
}

const anyRegion = 'https://r1-api.dotdigital.com'

export const createDotdigital = (options: DotdigitalOptions): Dotdigital => {
  const circuits = createCircuits({ restMs: options.circuitRestMs ?? 10_000 })
  const { now = () => new Date() } = options
  const { tiers, rates } = remembering(options.tiers ?? unlimited, now)
  const hour = enrolmentHour(now)
  const settings: ConnectionOptions = {
    ...{ user: options.user, password: options.password, circuits, tiers },
    timeoutMs: options.timeoutMs ?? 121_000,
    retries: options.retries ?? 2,
    tierWaitMs: options.tierWaitMs ?? 0,
    onCall: options.onCall ?? (() => undefined),
    now,
  }
  const { ask, close } =
    options.url === undefined ? discovered(options.discoveryUrl ?? anyRegion, settings) : connect(options.url, settings)
  return {
    ...operations(ask, statusReader(options.onUnknownStatus ?? (() => undefined)), hour),
    health: () => ({ circuits: circuits.states(), rates: { ...rates(), ...hour.rates() } }),
    close: () => close().finally(() => circuits.close()),
  }
}

const operations = (ask: Ask, statusOf: ReturnType<typeof statusReader>, hour: EnrolmentHour) => ({
  account: account(ask),
  contacts: contacts(ask, statusOf),
  insight: insight(ask),
  dataFields: dataFields(ask),
  customIdentifiers: customIdentifiers(ask),
  suppressions: suppressions(ask, statusOf),
  lists: lists(ask),
  preferences: preferences(ask),
  campaigns: campaigns(ask),
  programs: hour.counting(programs(ask)),
  events: events(ask),
})
