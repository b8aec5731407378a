import type { recordReasons } from '../reasons.js'
import type { triggerReasons } from '../trigger.js'

/** What a person reads of a record: `{key}` and `{detail}` are filled from it. */
export interface Telling {
  readonly sentence: string
  readonly nextStep: string
}

/** What a person reads of an alert. */
export interface AlertTelling extends Telling {
  /** Its sentence where what it is about has not happened once. */
  readonly never?: string
}

/** Every reason there is, in one language. */
export interface Catalogue {
  readonly records: {
    readonly [State in keyof typeof recordReasons]: Readonly<Record<keyof (typeof recordReasons)[State], Telling>>
  }
  readonly triggers: {
    readonly [State in keyof typeof triggerReasons]: Readonly<Record<keyof (typeof triggerReasons)[State], string>>
  }
  readonly common: Common
}

export interface Common {
  /** What `{detail}` is filled with where there is none. */
  readonly noDetail: string
  /** What is said of a reason of a later version: `{key}` and `{reason}` are filled. */
  readonly unknownRecord: Telling
  readonly unknownTrigger: string
}
