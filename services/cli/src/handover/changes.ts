import type { State } from './state.js'

/** What was there before, and is now; undefined where it was not there. */
export interface Change<Value> {
  readonly name: string
  readonly before: Value | undefined
  readonly now: Value | undefined
}

export interface Changes {
  readonly since: Pick<State, 'writtenAt' | 'period'>
  readonly settings: readonly Change<string>[]
  readonly owners: readonly Change<string>[]
  /** Every figure, changed or not. */
  readonly figures: readonly Change<number>[]
  readonly sent: readonly Change<number>[]
}

export const changesBetween = (before: State, now: State): Changes => ({
  since: { writtenAt: before.writtenAt, period: before.period },
  settings: differing(sideBySide(before.settings, now.settings)),
  owners: differing(sideBySide(before.owners, now.owners)),
  figures: sideBySide(before.figures, now.figures),
  sent: sideBySide(before.sent, now.sent),
})

const differing = <Value>(changes: readonly Change<Value>[]): readonly Change<Value>[] =>
  changes.filter(({ before, now }) => before !== now)

type Named<Value> = Readonly<Record<string, Value | undefined>>

const sideBySide = <Value>(before: Named<Value>, now: Named<Value>): readonly Change<Value>[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .toSorted()
    .map((name) => ({ name, before: own(before, name), now: own(now, name) }))

const own = <Value>(values: Named<Value>, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined
