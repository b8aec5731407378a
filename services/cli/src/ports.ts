import type { AccountConnection, ConcordConfig, MarketplaceConnection, Visit } from '@concord/runtime'
import type {
  Backfill,
  BackfillPlan,
  BookLine,
  Books,
  Conservation,
  Copy,
  ExceptionPage,
  ExceptionSeen,
  ExceptionWithHistory,
  Figures,
  FoundPage,
  Original,
  Polls,
  Preview,
  RecordSeen,
  Replay,
  ReplayCounts,
  Unmatched,
  Volumes,
} from './answers.js'
import type { Alerts } from './alerts-port.js'
import type { HandoverSource } from './handover/source.js'
import type { Reconciliations } from './reconcile-port.js'

/** A custom field that the operator of a marketplace defined. */
export interface FieldDefinition {
  readonly code: string
  readonly entity?: string | undefined
  readonly type: string
  /** Of a list; empty otherwise. */
  readonly acceptedValues: readonly string[]
}

export const readings = ['orders', 'returns', 'sellers'] as const
export type ReadingKind = (typeof readings)[number]

/** One marketplace, only ever read. Every method throws a failure with a `code` where it gets no good answer. */
export interface MarketplaceToCheck {
  /** That something answers there, whoever asks. */
  answer(): Promise<void>
  timezone(): Promise<string>
  /** Mirakl lets these be read once a day. */
  fields(): Promise<readonly FieldDefinition[]>
  /** Mirakl lets these be read once a day. */
  channels(): Promise<readonly string[]>
  /** Reads a single one of that kind, or none where there is none. */
  read(kind: ReadingKind): Promise<void>
  close(): Promise<void>
}

export interface Named {
  readonly id: number
  readonly name: string
}

/** One Dotdigital account, only ever read. Every method throws a failure with a `code` where it gets no good answer. */
export interface AccountToCheck {
  /** Where its region answers. */
  region(): Promise<string>
  /** What it lacks of what Concord needs, and what stands in the way of that. */
  room(wanted: Wanted): Promise<Room>
  programs(): Promise<readonly (Named & { readonly isActive: boolean })[]>
  lists(): Promise<readonly Named[]>
  preferences(): Promise<readonly { readonly id: number }[]>
  /** Keys of the first thousand records of a collection; none where it does not exist. */
  recordKeys(collection: string): Promise<readonly string[]>
  /** What is left of each tier that was asked so far. */
  rates(): readonly TierLeft[]
  close(): Promise<void>
}

export interface Wanted {
  readonly dataFields: readonly { readonly name: string; readonly type: 'String' | 'Numeric' | 'Date' | 'Boolean' }[]
  readonly collections: readonly {
    readonly name: string
    readonly scope: 'contact' | 'account'
    readonly type: 'orders' | 'custom'
  }[]
}

export interface Room {
  readonly missing: { readonly dataFields: readonly unknown[]; readonly collections: readonly Pick<Named, 'name'>[] }
  readonly conflicts: readonly {
    readonly is: 'data-field' | 'collection'
    readonly name: string
    /** What is wrong, and how to mend it. */
    readonly detail: string
  }[]
}

export interface TierLeft {
  readonly tier: string
  /** Calls a minute. */
  readonly limit: number
  readonly remaining: number
}

/** The running dd-publisher. */
export interface Publisher {
  /** @throws DraftRefused @throws CannotRun where nobody answers there, or refuses us */
  preview(config: string, last: number): Promise<Preview>
  /** @throws CannotRun where nobody answers there, or refuses us */
  volumes(): Promise<Volumes>
  /** Key and version of what is projected, in the order of keys. */
  projection(): AsyncIterable<BookLine>
  /** As monitor's, then since when, and whether it has been `told` or is `untold`. */
  triggers(): AsyncIterable<BookLine>
}

/** Which records to replay: those that meet every criterion given. */
export interface ReplayWish {
  readonly marketplace?: string | undefined
  readonly ids?: readonly string[] | undefined
  readonly keys?: readonly string[] | undefined
  readonly kinds?: readonly string[] | undefined
  readonly states?: readonly string[] | undefined
  readonly reasons?: readonly string[] | undefined
  readonly acceptedFrom?: string | undefined
  readonly acceptedTo?: string | undefined
}

export interface BackfillWish {
  readonly marketplace: string
  readonly from: string
  readonly to: string
  readonly what: 'orders' | 'refunds'
}

/** The running ingest-gateway. Every method throws `CannotRun` where it gets no good answer. */
export interface Gateway {
  books(): Promise<Books>
  /** Key, version, state, reason and since when of each record, in the order of keys and versions. */
  records(): AsyncIterable<BookLine>
  unmatched(): Promise<Unmatched['unmatched']>
  polls(): Promise<Polls>
  figures(): Promise<Figures>
  planReplay(wish: ReplayWish): Promise<ReplayCounts>
  beginReplay(wish: ReplayWish): Promise<Pick<Replay, 'id' | 'counts'>>
  replay(id: string): Promise<Replay>
  planBackfill(wish: BackfillWish): Promise<BackfillPlan>
  beginBackfill(wish: BackfillWish): Promise<Backfill>
  backfill(id: string): Promise<Backfill>
}

/** The running monitor. Every method throws `CannotRun` where it gets no good answer. */
export interface Monitor {
  conservation(): Promise<Conservation>
  /** As the gateway's without since when, by what was heard on the bus. */
  records(): AsyncIterable<BookLine>
  /** Account, trigger, subject, state and reason of each trigger, in the order of the first three. */
  triggers(): AsyncIterable<BookLine>
  /** Undefined where there is no such record. */
  record(key: string): Promise<RecordSeen | undefined>
  /** Records that are known by this, the newest first. */
  find(
    wanted: { readonly by: string; readonly value: string },
    paging: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<FoundPage>
  exceptions(
    filter: ExceptionFilter,
    paging: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<ExceptionPage>
  /** @throws Refused where there is none */
  exception(id: string): Promise<ExceptionWithHistory>
  /** @throws Refused where it is over, or somebody else's */
  act(id: string, deed: Deed): Promise<ExceptionSeen>
  /** What was refused as invalid, as it came. @throws Refused where it is not invalid, or not held */
  original(id: string): Promise<Original>
  /** Has a corrected copy taken in, or only tries it. @throws Refused where it is invalid too, or another record */
  copy(id: string, wish: { readonly payload: unknown; readonly dryRun: boolean }): Promise<Copy>
  readonly reconciliations: Reconciliations
  readonly alerts: Alerts
}

export interface ExceptionFilter {
  readonly owner?: string | undefined
  readonly type?: string | undefined
  readonly state?: string | undefined
  readonly marketplace?: string | undefined
  readonly assignee?: string | undefined
}

/** What a person does about an exception. */
export type Deed =
  | { readonly is: 'assign'; readonly assignee: string | null }
  | { readonly is: 'note'; readonly text: string }
  | { readonly is: 'dismiss'; readonly reason: string }
  | { readonly is: 'retry' }

/** How the world is reached. */
export interface World {
  readonly openMarketplace: (connection: MarketplaceConnection, calls: Calls) => MarketplaceToCheck
  readonly openAccount: (connection: AccountConnection) => AccountToCheck
  readonly gateway: Gateway
  readonly monitor: Monitor
  readonly publisher: Publisher
  readonly handover: HandoverSource
  readonly visit: Visit
  /** Has a text ready for a person to edit. @throws CannotRun where there is no editor */
  readonly draft: (text: string) => Promise<Draft>
}

/** A text that a person edits, in a file that nobody else may read, until it is forgotten. */
export interface Draft {
  readonly path: string
  /** Opens the editor on it. @throws CannotRun where that fails */
  edit(): Promise<void>
  /** As it was last saved. */
  read(): Promise<string>
  forget(): Promise<void>
}

export type Calls = ConcordConfig['marketplaces'][string]['calls']
