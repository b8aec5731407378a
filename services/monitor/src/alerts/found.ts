import { alertKinds, type AlertType, type Blanks, type Owner, type Severity } from '@concord/domain'
import { type Example, type Finding, mostExamples, type Place } from './finding.js'

interface Said {
  readonly place?: Place
  readonly group?: string
  readonly owner?: Owner
  readonly severity?: Severity
  readonly count?: number
  readonly examples?: readonly Example[]
  /** What a person calls the place. */
  readonly where: string
  readonly blanks?: Blanks
}

/** A finding; owner and severity are those of its type unless said. */
export const found = (type: AlertType, said: Said): Finding => {
  const { place = {}, group = '', count = 1, examples = [], where, blanks = {} } = said
  const { owner, severity } = { ...alertKinds[type], ...said }
  return {
    ...{ type, place, group, owner, severity, count, examples: examples.slice(0, mostExamples) },
    blanks: { where, count: String(count), ...blanks },
  }
}
