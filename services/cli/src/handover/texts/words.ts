import type { Owner, Purpose, RecordState, Severity, TriggerName, TriggerState } from '@concord/domain'

export const objectNames = [
  'order',
  'line',
  'refund',
  'return',
  'incident',
  'seller',
  'customer',
  'consent',
  'message',
] as const
/** What people ask for: "where does it live?" */
export type ObjectName = (typeof objectNames)[number]

export const figureNames = [
  'received',
  'delivered',
  'withheld',
  'waiting',
  'quarantined',
  'messagesSent',
  'messagesWithheld',
  'messagesInDoubt',
  'exceptionsOpened',
  'exceptionsResolved',
  'exceptionsOpen',
] as const
/** A figure that is compared with the one of last time. */
export type FigureName = (typeof figureNames)[number]

export const blankNames = [
  ...[
    'where',
    'platform',
    'tiers',
    'operations',
    'kind',
    'since',
    'minutes',
    'left',
    'limit',
    'count',
    'hours',
    'blocks',
    'exception',
    'run',
    'value',
  ],
  ...['field', 'until', 'visited'],
] as const

interface Named {
  readonly name: string
  readonly meaning: string
}

/** How the collections of Dotdigital are called here. */
interface Collections {
  readonly orders: string
  readonly sellers: string
}

/** Where a thing is found in each of the three systems, and which of them decides what is true of it. */
interface Home {
  readonly name: string
  readonly mirakl: string
  readonly concord: string
  readonly dotdigital: (collections: Collections) => string
  readonly master: string
}

/** Names of things in one language, for people who are no engineers. */
export interface Words {
  readonly owners: Readonly<Record<Owner, string>>
  readonly purposes: Readonly<Record<Purpose, string>>
  readonly severities: Readonly<Record<Severity, string>>
  readonly triggers: Readonly<Record<TriggerName, Named>>
  readonly recordStates: Readonly<Record<RecordState, Named>>
  readonly triggerStates: Readonly<Record<TriggerState, Named>>
  readonly objects: Readonly<Record<ObjectName, Home>>
  readonly figures: Readonly<Record<FigureName, string>>
  /** What stands in each blank of an alert. */
  readonly blanks: Readonly<Record<(typeof blankNames)[number], string>>
}
