import { type Block, type Check, heading, paragraph, type Section } from '../document.js'
import type { Facts } from '../facts.js'
import { countOf, sum } from '../state.js'
import type { ObjectName } from '../texts/words.js'
import type { Voice } from '../voice.js'
import { agesTable, messagesTable, reasonsBlock } from './weekly-tables.js'

/** What to look at every week, with the figures of the period beside it. */
export const weeklySection = (facts: Facts, voice: Voice): Section => {
  const { weekly, owners } = voice.texts
  const { figures } = facts
  const tables: readonly Block[] =
    figures === undefined
      ? [paragraph(owners.notCounted)]
      : [
          ...[heading(weekly.messagesTitle), messagesTable(facts, figures, voice)],
          ...[heading(weekly.reasonsTitle), reasonsBlock(facts, figures, voice)],
          ...[heading(weekly.agesTitle), agesTable(figures, voice)],
        ]
  const checks = [...recordChecks(facts, voice), ...messageChecks(facts, voice), ...workChecks(facts, voice)]
  const { intro, title, fineWhen } = weekly
  return {
    title,
    blocks: [paragraph(intro), { is: 'checklist', figures: weekly.figures, fineWhen, checks }, ...tables],
  }
}

const recordChecks = ({ books, figures, polls }: Facts, voice: Voice): readonly Check[] => {
  const { weekly, common } = voice.texts
  const holds = books.records.holds && books.triggers.holds
  const inPeriod = (state: string) =>
    figures === undefined ? [common.notAvailable] : withReasons(figures.records, state, voice)
  return [
    { ...weekly.accounted, figures: [holds ? weekly.accounted.holds : weekly.accounted.broken] },
    {
      ...weekly.lastRead,
      figures:
        polls === undefined
          ? [common.notAvailable]
          : polls.map((one) =>
              common.pair(`${one.marketplace}, ${readKind(one.kind, voice)}`, voice.moment(one.startedAt)),
            ),
    },
    { ...weekly.received, figures: [counted(figures?.received, voice)] },
    { ...weekly.delivered, figures: [counted(figures && countOf(figures.records, 'delivered'), voice)] },
    { ...weekly.withheld, figures: inPeriod('withheld') },
    { ...weekly.waiting, figures: withReasons(books.records.shares, 'waiting', voice) },
    { ...weekly.quarantined, figures: inPeriod('quarantined') },
  ]
}

const messageChecks = ({ figures, optOuts }: Facts, voice: Voice): readonly Check[] => {
  const { weekly, common, words } = voice.texts
  const counts = (state: string) => counted(figures && countOf(figures.triggers, state), voice)
  return [
    {
      ...weekly.messages,
      figures: (['sent', 'withheld'] as const).map((state) =>
        common.pair(words.triggerStates[state].name, counts(state)),
      ),
    },
    { ...weekly.inDoubt, figures: [counts('unknown')] },
    {
      ...weekly.optOuts,
      figures: optOuts?.map(({ account, learned, worstSeconds }) =>
        learned === 0
          ? weekly.optOuts.none(account)
          : weekly.optOuts.learned(account, voice.number(learned), voice.duration(worstSeconds)),
      ) ?? [common.notAvailable],
    },
  ]
}

const workChecks = ({ figures, reconciliations }: Facts, voice: Voice): readonly Check[] => {
  const { weekly, common } = voice.texts
  const { run, unfinished } = weekly.reconciliation
  const numberOf = (name: 'open' | 'older') => voice.number(sum((figures?.exceptions ?? []).map((one) => one[name])))
  const none = reconciliations === undefined || reconciliations.length === 0
  return [
    {
      ...weekly.reconciliation,
      figures: none
        ? [common.notAvailable]
        : reconciliations.map(({ startedAt, marketplaces, found }) =>
            found === undefined
              ? unfinished(voice.moment(startedAt), marketplaces.join(', '))
              : run(voice.moment(startedAt), marketplaces.join(', '), voice.number(found)),
          ),
    },
    {
      ...weekly.exceptions,
      figures: [
        figures === undefined ? common.notAvailable : weekly.exceptions.figure(numberOf('open'), numberOf('older')),
      ],
    },
  ]
}

const counted = (count: number | undefined, { number, texts }: Voice): string =>
  count === undefined ? texts.common.notAvailable : number(count)

const read: readonly string[] = ['order', 'return', 'seller', 'incident'] satisfies readonly ObjectName[]

const readKind = (kind: string, { texts: { words } }: Voice): string =>
  read.includes(kind) ? words.objects[kind as ObjectName].name : kind

interface Share {
  readonly state: string
  readonly reason: string
  readonly count: number
}

const mainReasons = 3

/** How many there are in a state, and the reasons that most of them have. */
const withReasons = (shares: readonly Share[], state: string, voice: Voice): readonly string[] => {
  const inState = shares.filter((share) => share.state === state).toSorted((left, right) => right.count - left.count)
  const others = sum(inState.slice(mainReasons).map(({ count }) => count))
  return [
    voice.number(sum(inState.map(({ count }) => count))),
    ...inState.slice(0, mainReasons).map((share) => `${voice.number(share.count)} × ${voice.recordReason(share)}`),
    ...(others === 0 ? [] : [voice.texts.common.others(voice.number(others))]),
  ]
}
